import { spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Table } from '../../src/core/data/table.ts';
import type { Engine, InvocationRequest } from '../../src/core/engines/engine.ts';
import { openPythonEngine } from '../../src/core/engines/python/open-python-engine.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { openLocalModel } from '../../src/core/model/local-model.ts';
import { bundlePrograms } from '../helpers/bundle-programs.ts';
import {
  type PythonModels,
  savePythonModels,
  survivors,
  testPython,
} from '../helpers/python-models.ts';

const never = new AbortController().signal;
setMaxListeners(0, never); // the tests share it; real requests each have a signal of their own

function request(body: string, contentType = 'application/json') {
  return { body: Buffer.from(body), contentType };
}

function tell(what: string) {
  return request(JSON.stringify({ dataframe_records: [{ what }] }));
}

describe.skipIf(!testPython)('the Python engine', () => {
  let models: PythonModels;
  const open: Engine[] = [];

  beforeAll(async () => {
    models = await savePythonModels();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(open.splice(0).map((engine) => engine.close()));
  });
  afterAll(() => models.remove());

  async function load(name: string, extra: object = {}): Promise<Engine> {
    const model = await openLocalModel(join(models.folder, name));
    const { interpreter } = models;
    const engine = await openPythonEngine(model, { interpreter, logger: silentLogger, ...extra });
    open.push(engine);
    return engine;
  }

  async function loadSleeper() {
    let wake = (): void => {};
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    const info = (line: string): void => {
      if (line.includes('falling asleep')) wake();
    };
    let replace = (): void => {};
    const replaced = new Promise<void>((resolve) => (replace = resolve));
    const warn = (line: string): void => {
      if (line.includes('is replaced')) replace();
    };
    const engine = await load('misbehave', { logger: { ...silentLogger, info, warn } });
    return { engine, asleep, replaced };
  }

  async function ask(engine: Engine, sent: InvocationRequest, signal = never) {
    const reply = await engine.invoke?.(sent, signal);
    if (!reply) throw new Error('the engine takes no requests');
    return { ...reply, text: Buffer.from(reply.body).toString('utf8') };
  }

  describe('answers requests with MLflow’s own function', () => {
    it('takes JSON and CSV, and gives status, type and body as MLflow does', async () => {
      const engine = await load('sum');
      const json =
        '{"dataframe_split":{"columns":["a","b"],"data":[[1.5,2]]},"params":{"factor":2.0}}';
      const first = await ask(engine, request(json));
      expect(first).toMatchObject({ status: 200, contentType: 'application/json' });
      expect(JSON.parse(first.text)).toEqual({ predictions: [{ '0': 7 }] });
      const csv = await ask(engine, request('a,b\n1.5,2\n', 'text/csv'));
      expect(JSON.parse(csv.text)).toEqual({ predictions: [{ '0': 3.5 }] });
    });

    it('tells how many rows the model was asked about, as the native engine does', async () => {
      const sum = await load('sum');
      const records = '{"dataframe_records":[{"a":1,"b":2},{"a":1.5,"b":3},{"a":2.5,"b":4}]}';
      expect(await ask(sum, request(records))).toMatchObject({ status: 200, rowCount: 3 });
      expect(await ask(sum, request('a,b\n1.5,2\n2.5,3\n', 'text/csv'))).toHaveProperty(
        'rowCount',
        2,
      );
      const columns = '{"inputs":{"a":[1.5,2.5],"b":[1,2]}}';
      expect(await ask(sum, request(columns))).toHaveProperty('rowCount', 2);
      expect(await ask(sum, request('{"inputs":{"a":1.5,"b":2}}'))).toHaveProperty('rowCount', 1);
      const describing = await load('describe');
      const rowsOf = async (body: string) => (await ask(describing, request(body))).rowCount;
      expect(await rowsOf('{"inputs":[[1,2],[3,4]]}')).toBe(2);
      expect(await rowsOf('{"inputs":5}')).toBe(1);
      expect(await rowsOf('{"inputs":{"a":[1,2,3],"b":[1]}}')).toBe(3);
      expect(await rowsOf('{"dataframe_split":{"columns":["a"],"data":[]}}')).toBe(0);
    });

    it('tells no rows of a request that was refused, and none twice', async () => {
      const engine = await load('sum');
      await ask(engine, request('{"dataframe_records":[{"a":1.5,"b":2}]}'));
      const refused = await ask(engine, request('{"dataframe_records":[{"a":1.0}]}'));
      expect(refused.status).toBe(400);
      expect(refused.rowCount).toBeUndefined();
      const raising = await ask(await load('misbehave'), tell('raise'));
      expect(raising.rowCount).toBeUndefined();
      expect(await ask(engine, request('{'))).not.toHaveProperty('rowCount');
    });

    it('passes 64-bit integers untouched', async () => {
      const engine = await load('describe');
      const { text } = await ask(engine, request('{"inputs":[9007199254740993]}'));
      expect(text).toContain('9007199254740993');
    });

    it('gives MLflow’s status and error_code for a missing column', async () => {
      const engine = await load('sum');
      const reply = await ask(engine, request('{"dataframe_records":[{"a":1.0}]}'));
      expect(reply).toMatchObject({ status: 400, contentType: 'application/json' });
      expect(JSON.parse(reply.text)).toMatchObject({ error_code: 'INVALID_PARAMETER_VALUE' });
    });

    it('gives 400 with the traceback when the model raises', async () => {
      const engine = await load('misbehave');
      const reply = await ask(engine, tell('raise'));
      expect(reply.status).toBe(400);
      expect(reply.text).toContain('the model raised this');
    });

    it('answers an unknown media type with 415 as plain text', async () => {
      const engine = await load('sum');
      const reply = await ask(engine, request('x', 'text/html'));
      expect(reply).toMatchObject({ status: 415, contentType: 'text/plain; charset=utf-8' });
    });

    it('tells what Python said when the prediction cannot be written as JSON', async () => {
      const engine = await load('misbehave');
      await expect(ask(engine, tell('unserializable'))).rejects.toThrow(
        'Python failed to answer: TypeError: Object of type object is not JSON serializable',
      );
      expect((await ask(engine, tell('hello'))).text).toContain('hello');
    });

    it('writes null where Python writes NaN, but not inside strings', async () => {
      const plain = await ask(await load('not-finite'), request('{"inputs":[1]}'));
      expect(plain.text).toBe('{"predictions": [null, null, null, 2.0]}');
      const kept = await ask(await load('not-finite'), {
        ...request('{"inputs":[1]}'),
        nanLiterals: true,
      });
      expect(kept.text).toBe('{"predictions": [NaN, Infinity, -Infinity, 2.0]}');
      const text = await ask(await load('not-finite-text'), request('{"inputs":[1]}'));
      expect(text.text).toBe(
        '{"predictions": [{"note": "NaN, Infinity", "value": null, "big": 9223372036854775807}]}',
      );
    });

    it('sends what the model prints to the logger and never into an answer', async () => {
      const lines: string[] = [];
      const logger = { ...silentLogger, info: (line: string) => void lines.push(line) };
      const engine = await load('describe', { logger });
      await ask(engine, request('{"inputs":[1]}'));
      await engine.close();
      expect(lines).toContain('[python] a line on standard output');
    });

    it('answers many requests at once, each with its own answer', async () => {
      const engine = await load('misbehave');
      const names = Array.from({ length: 20 }, (_, index) => `request ${index}`);
      const replies = await Promise.all(names.map((name) => ask(engine, tell(name))));
      expect(replies.map(({ text }) => JSON.parse(text).predictions[0])).toEqual(names);
    });
  });

  describe('predicts for tables', () => {
    it('keeps integers, floats, booleans, text and missing values apart without a signature', async () => {
      const engine = await load('describe');
      const table: Table = {
        kind: 'table',
        rowCount: 2,
        names: ['i', 'f', 'b', 's', 'm'],
        columns: [
          { dtype: 'int64', values: BigInt64Array.of(9007199254740993n, -1n) },
          { dtype: 'float64', values: Float64Array.of(1, Number.NaN) },
          { dtype: 'boolean', values: Uint8Array.of(1, 0) },
          { dtype: 'object', values: ['x"\n', 'NaN'] },
          { dtype: 'object', values: [true, null] },
        ],
      };
      const answer = await engine.predict(table, undefined, never);
      expect(answer).toMatchObject({ kind: 'json' });
      const { kinds, rows } = (answer as { value: { kinds: string[]; rows: string[][] } }).value;
      expect(kinds).toEqual(["'i': i", "'f': f", "'b': b", "'s': O", "'m': O"]);
      expect(rows).toEqual([
        ['9007199254740993', '1.0', 'True', `'x"\\n'`, 'True'],
        ['-1', 'nan', 'False', "'NaN'", 'nan'],
      ]);
    });

    it('carries every column type of a signature', async () => {
      const engine = await load('describe-typed');
      const table: Table = {
        kind: 'table',
        rowCount: 1,
        names: ['float', 'integer', 'datetime', 'binary', 'string', 'boolean'],
        columns: [
          { dtype: 'float32', values: Float32Array.of(0.1) },
          { dtype: 'int32', values: Int32Array.of(7) },
          { dtype: 'datetime64[ns]', values: BigInt64Array.of(1_600_000_000_123_456_789n) },
          { dtype: 'object', values: [Uint8Array.of(0, 255)] },
          { dtype: 'object', values: ['text'] },
          { dtype: 'boolean', values: Uint8Array.of(1) },
        ],
      };
      const answer = await engine.predict(table, undefined, never);
      const { kinds, rows } = (answer as { value: { kinds: string[]; rows: string[][] } }).value;
      expect(kinds.map((kind) => kind.at(-1)).join('')).toBe('fiMOOb');
      expect(rows[0]?.[0]).toBe('0.10000000149011612');
      expect(rows[0]?.[2]).toBe("Timestamp('2020-09-13 12:26:40.123456789')");
      expect(rows[0]?.[3]).toContain(String.raw`\x00\xff`);
    });

    it('refuses a dtype that would not survive the way without a signature', async () => {
      const engine = await load('describe');
      const columns = [{ dtype: 'float32', values: Float32Array.of(1) } as const];
      const table: Table = { kind: 'table', rowCount: 1, names: ['x'], columns };
      await expect(engine.predict(table, undefined, never)).rejects.toThrow(
        'column "x" of dtype float32',
      );
    });

    it('passes parameters and reads arrays and frames back with their types', async () => {
      const frame = await load('frame');
      const tensor = { kind: 'tensor', dtype: 'float64', shape: [1] } as const;
      expect(
        await frame.predict({ ...tensor, values: Float64Array.of(1) }, undefined, never),
      ).toEqual({
        kind: 'table',
        rowCount: 2,
        names: ['score', 'label', 'count'],
        columns: [
          { dtype: 'float64', values: Float64Array.of(1, 2.5) },
          { dtype: 'object', values: ['x', 'y'] },
          { dtype: 'int64', values: BigInt64Array.of(1n, 2n) },
        ],
      });
      const describing = await load('describe');
      const table: Table = {
        kind: 'table',
        rowCount: 0,
        names: ['x'],
        columns: [{ dtype: 'object', values: [] }],
      };
      // This model has no parameters in its signature, so MLflow drops them.
      expect(await describing.predict(table, { k: 1 }, never)).toMatchObject({
        value: { params: {} },
      });
    });

    it('throws MLflow’s code and message for a row that does not fit', async () => {
      const engine = await load('sum');
      const table: Table = { kind: 'table', rowCount: 0, names: [], columns: [] };
      await expect(engine.predict(table, undefined, never)).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
        message: expect.stringContaining("missing inputs ['a', 'b']"),
      });
    });
  });

  describe('fails with a sentence', () => {
    it('gives Python’s last line when the model does not load, and the traceback to the logger', async () => {
      const errors: string[] = [];
      const logger = { ...silentLogger, error: (line: string) => void errors.push(line) };
      await expect(load('broken-load', { logger })).rejects.toThrow(
        /could not load .*broken-load: RuntimeError: the weights are of another shape/,
      );
      expect(errors.join('\n')).toContain('Traceback');
    });

    it('names a missing module and how to install it', async () => {
      await expect(load('missing-module')).rejects.toMatchObject({
        name: 'UnsupportedFlavorError',
        message: expect.stringMatching(
          /"module_that_is_not_there" is missing: install it \(.* -m pip install module_that_is_not_there\).*-r .*requirements\.txt/,
        ),
      });
    });

    it('tells the exit code and the last lines when the process crashes, and says so to its owner', async () => {
      const reasons: string[] = [];
      const engine = await load('misbehave', {
        onExit: (reason: string) => void reasons.push(reason),
      });
      const crashing = ask(engine, tell('crash'));
      const waiting = ask(engine, tell('after'));
      await expect(crashing).rejects.toThrow(/ended with exit code 3.*about to leave/);
      await expect(waiting).rejects.toThrow('ended with exit code 3');
      expect(reasons).toHaveLength(1);
      expect(reasons[0]).toContain('ended with exit code 3');
    });

    it('ends when the model writes into its pipe, and says so', async () => {
      const reasons: string[] = [];
      const engine = await load('misbehave', {
        onExit: (reason: string) => void reasons.push(reason),
      });
      await expect(ask(engine, tell('garbage'))).rejects.toThrow('was killed by SIGTERM');
      expect(reasons).toHaveLength(1);
    });

    it('says nothing to its owner when it is closed', async () => {
      const reasons: string[] = [];
      const engine = await load('misbehave', {
        onExit: (reason: string) => void reasons.push(reason),
      });
      await engine.close();
      await engine.close();
      expect(reasons).toEqual([]);
      await expect(ask(engine, tell('more'))).rejects.toThrow('has been stopped');
    });
  });

  describe('can be cancelled', () => {
    it('gives the reason at once and has a fresh process for the next request', async () => {
      const { engine, asleep } = await loadSleeper();
      const before = JSON.parse((await ask(engine, tell('pid'))).text).predictions;
      const controller = new AbortController();
      const sleeping = ask(engine, tell('sleep'), controller.signal);
      const queued = ask(engine, tell('queued'));
      await asleep;
      controller.abort(new Error('cancelled by the test'));
      await expect(sleeping).rejects.toThrow('cancelled by the test');
      expect((await queued).text).toContain('queued');
      const after = JSON.parse((await ask(engine, tell('pid'))).text).predictions;
      expect(after).not.toEqual(before);
      expect(await survivors(before)).toEqual([]);
    });

    it('leaves the queue when a waiting request is cancelled', async () => {
      const engine = await load('misbehave');
      const first = ask(engine, tell('one'));
      const controller = new AbortController();
      const second = ask(engine, tell('crash'), controller.signal);
      controller.abort(new Error('not any more'));
      await expect(second).rejects.toThrow('not any more');
      expect((await first).text).toContain('one');
      expect((await ask(engine, tell('three'))).text).toContain('three');
    });

    it('cancels the loading', async () => {
      await expect(
        load('sum', { signal: AbortSignal.abort(new Error('no more')) }),
      ).rejects.toThrow('no more');
    });
  });

  describe('leaves no process behind', () => {
    it('ends the worker and what the model started on close, also in the middle of a request', async () => {
      const { engine, asleep } = await loadSleeper();
      const pids = JSON.parse((await ask(engine, tell('child'))).text).predictions;
      const sleeping = ask(engine, tell('sleep')).catch((error: Error) => error.message);
      await asleep;
      await engine.close();
      expect(await survivors(pids)).toEqual([]);
      expect(await sleeping).toContain('has been stopped');
    });

    it('has ended a process that was being replaced when it is closed', async () => {
      const { engine, asleep, replaced } = await loadSleeper();
      const [pid] = JSON.parse((await ask(engine, tell('pid'))).text).predictions;
      const controller = new AbortController();
      const sleeping = ask(engine, tell('stubborn'), controller.signal);
      await asleep;
      controller.abort(new Error('cancelled by the test'));
      await expect(sleeping).rejects.toThrow('cancelled by the test');
      await replaced;
      await engine.close();
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    });

    it.each(['', 'sleep'])(
      'ends everything when its owner is killed with SIGKILL (%j)',
      async (then) => {
        const holder = await bundlePrograms(['test/helpers/hold-python-engine.ts']);
        onTestFinished(holder.remove);
        const program = join(holder.folder, 'hold-python-engine.js');
        const folder = join(models.folder, 'misbehave');
        const owner = spawn(process.execPath, [program, models.interpreter.path, folder, then]);
        const line = await new Promise<string>((resolve) => {
          owner.stdout.once('data', (data: Buffer) => resolve(data.toString('utf8')));
        });
        const pids = JSON.parse(line).predictions;
        expect(pids).toHaveLength(2);
        owner.kill('SIGKILL');
        expect(await survivors(pids)).toEqual([]);
      },
    );
  });

  it('does not let files of the working directory shadow Python’s modules', async () => {
    const shadow = join(process.cwd(), 'colorsys.py');
    writeFileSync(shadow, 'raise RuntimeError("shadowed")\n');
    try {
      const engine = await load('sum');
      const reply = await ask(engine, request('a,b\n1.5,2\n', 'text/csv'));
      expect(reply.status).toBe(200);
    } finally {
      rmSync(shadow);
    }
  });
});
