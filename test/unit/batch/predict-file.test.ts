import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PredictFileOptions, predictFile } from '../../../src/core/batch/predict-file.ts';
import type { ModelInput, Prediction } from '../../../src/core/data/model-input.ts';
import type { Table } from '../../../src/core/data/table.ts';
import { MlflowError } from '../../../src/core/errors.ts';
import { parseMlModel } from '../../../src/core/model/mlmodel.ts';
import { createRecordingEngine } from '../../helpers/recording-engine.ts';

const noSignature = parseMlModel('flavors: {python_function: {}}');
const signed = parseMlModel(`
flavors: {python_function: {}}
signature:
  inputs: '[{"name":"a","type":"double","required":true},{"name":"b","type":"long","required":true}]'
`);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlinvoke-batch-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(csv: string | Uint8Array, options: Partial<PredictFileOptions> = {}) {
  const inputPath = join(folder, 'in.csv');
  writeFileSync(inputPath, csv);
  const outputPath = join(folder, 'out');
  const result = await predictFile({
    inputPath,
    outputPath,
    outputFormat: 'csv',
    mlmodel: noSignature,
    engine: createRecordingEngine(),
    signal: new AbortController().signal,
    ...options,
  });
  return { ...result, text: readFileSync(options.outputPath ?? outputPath, 'utf8') };
}

function leftovers(): string[] {
  return readdirSync(folder).filter((name) => name !== 'in.csv');
}

/** The dtypes of each chunk that the engine saw. */
function dtypes(inputs: readonly ModelInput[]): string[] {
  return inputs.map((input) => (input as Table).columns.map(({ dtype }) => dtype).join(' '));
}

const floats = (values: number[]): Prediction => ({
  kind: 'tensor',
  dtype: 'float64',
  values: Float64Array.from(values),
  shape: [values.length],
});

describe('the CSV that is written', () => {
  it('keeps every cell as it was written and adds the prediction', async () => {
    const csv = 'id,note,price\n007,"a, ""b""",1.50\n008," c\nd",2e0\n';
    const { text, rowCount, columns } = await run(csv);
    expect(text).toBe('id,note,price,prediction\n007,"a, ""b""",1.50,0\n008," c\nd",2e0,1\n');
    expect({ rowCount, columns }).toEqual({ rowCount: 2, columns: ['prediction'] });
  });

  it('takes a byte order mark, CRLF and blank lines', async () => {
    const { text } = await run('\uFEFFa,b\r\n1,2\r\n\r\n3,4\r\n', { mlmodel: signed });
    expect(text).toBe('a,b,prediction\n1,2,0\n3,4,1\n');
  });

  it('fills up short rows and keeps unnamed labels in front', async () => {
    expect((await run('a,b\n1,2\n3\n')).text).toBe('a,b,prediction\n1,2,0\n3,,1\n');
    expect((await run('a,b\nx,1,2\ny,3,4\n')).text).toBe(',a,b,prediction\nx,1,2,0\ny,3,4,1\n');
  });

  it('writes floats with all digits and missing values as nothing', async () => {
    const engine = createRecordingEngine(() => floats([0.1 + 0.2, 1, Number.NaN, Infinity]));
    const { text } = await run('a\n1\n2\n3\n4\n', { engine });
    expect(text).toBe('a,prediction\n1,0.30000000000000004\n2,1.0\n3,\n4,inf\n');
  });

  it('finds a free name when the input has a column "prediction"', async () => {
    const { columns } = await run('prediction,prediction_1\n1,2\n');
    expect(columns).toEqual(['prediction_2']);
  });

  it('numbers the columns of a matrix and keeps the names of a frame', async () => {
    const matrix = createRecordingEngine(
      () => ({ ...floats([0.25, 0.75]), shape: [1, 2] }) as Prediction,
    );
    expect((await run('a\n1\n', { engine: matrix })).text).toBe(
      'a,prediction_0,prediction_1\n1,0.25,0.75\n',
    );
    const frame = createRecordingEngine(() => ({
      kind: 'table',
      names: ['label', 'a'],
      columns: [
        { dtype: 'object', values: ['x,y'] },
        { dtype: 'boolean', values: Uint8Array.of(1) },
      ],
      rowCount: 1,
    }));
    expect((await run('a\n1\n', { engine: frame })).text).toBe(
      'a,label,prediction_a\n1,"x,y",True\n',
    );
  });

  it('writes nested predictions as JSON', async () => {
    const engine = createRecordingEngine(() => ({ kind: 'json', value: [{ p: [1, null] }, 'x'] }));
    expect((await run('a\n1\n2\n', { engine })).text).toBe(
      'a,prediction\n1,"{""p"": [1, null]}"\n2,x\n',
    );
  });

  it('refuses predictions that are not one per row, and says that JSON can hold them', async () => {
    const engine = createRecordingEngine(() => floats([1]));
    await expect(run('a\n1\n2\n', { engine })).rejects.toThrow(
      'answered with 1 predictions for 2 rows, so they cannot stand beside the rows in a CSV file. Write JSON',
    );
    expect(leftovers()).toEqual([]);
  });
});

describe('files with and without quotes', () => {
  const cell = fc.oneof(
    fc.double({ noNaN: true }).map(String),
    fc.integer().map(String),
    fc.constantFrom('', 'NA', 'x y', 'é', ' 1', 'True', '007', '18446744073709551615'),
  );
  const rows = fc
    .integer({ min: 2, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width })))
    .filter((cells) => cells.length > 0);

  it('give the model the same and come out the same', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom('\n', '\r\n', '\r'), async (cells, lineEnd) => {
        const header = (cells[0] ?? []).map((_, index) => `c${index}`);
        const engines = [createRecordingEngine(), createRecordingEngine()] as const;
        const write = (quote: string) =>
          [header, ...cells]
            .map((row) => row.map((text) => quote + text + quote).join(',') + lineEnd)
            .join('');
        const attempt = (csv: string, engine: PredictFileOptions['engine']) =>
          run(csv, { engine }).catch((error: unknown) => String(error));
        const plain = await attempt(write(''), engines[0]);
        expect(await attempt(write('"'), engines[1])).toEqual(plain);
        expect(engines[1].inputs).toEqual(engines[0].inputs);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the JSON that is written', () => {
  it('is MLflow’s, also over several chunks', async () => {
    const csv = `a\n${Array.from({ length: 9000 }, (_, row) => row).join('\n')}\n`;
    const { text, rowCount, columns } = await run(csv, { outputFormat: 'json' });
    const { predictions } = JSON.parse(text);
    expect(predictions).toHaveLength(9000);
    expect(predictions.slice(8190, 8194)).toEqual([8190, 8191, 0, 1]);
    expect({ rowCount, columns }).toEqual({ rowCount: 9000, columns: [] });
  });

  it('holds whatever one answer to the whole file is', async () => {
    const engine = createRecordingEngine(() => ({ kind: 'json', value: { mean: 2 } }), 'python');
    const { text } = await run('a\n1\n2\n', { engine, outputFormat: 'json' });
    expect(text).toBe('{"predictions": {"mean": 2}}\n');
  });
});

describe('column types without a signature are those of the whole file', () => {
  const chunk = (text: string) => `${text}\n`.repeat(8192);

  it.each([
    ['a late fraction makes floats of integers', '1', '2.5', 'float64'],
    ['a late missing value makes floats of integers', '1', 'NA', 'float64'],
    ['late text makes text of numbers', '1', 'x', 'object'],
    ['late text makes text of booleans', 'True', 'x', 'object'],
    ['a late number makes text of booleans', 'True', '1', 'object'],
    ['a late missing value makes objects of booleans', 'True', 'NA', 'object'],
    ['early missing values do not hide text', 'NA', 'x', 'object'],
    ['early missing values do not hide integers', 'NA', '1', 'float64'],
    ['integers stay integers', '1', '9007199254740993', 'int64'],
    ['unsigned integers of 64 bits are objects', '1', '18446744073709551615', 'object'],
    ['unsigned ones beside negative ones are text', '-1', '18446744073709551615', 'object'],
    [
      'integers beyond 64 bits beside a fraction are floats',
      '1.5',
      '18446744073709551616',
      'float64',
    ],
  ])('%s', async (_, early, late, dtype) => {
    const engine = createRecordingEngine();
    await run(`a,b\n${chunk(`${early},1`)}${late},1\n`, { engine });
    expect(dtypes(engine.inputs)).toEqual([`${dtype} int64`, `${dtype} int64`]);
  });

  it('refuses integers beyond 64 bits beside missing values', async () => {
    await expect(run(`a,b\n${chunk('18446744073709551616,1')},1\n`)).rejects.toThrow(
      'The column "a" has integers beyond 64 bits and missing values',
    );
    await expect(run('a,b\n9223372036854775808,1\n,1\n')).rejects.toThrow('The column "a"');
    expect((await run('a,b\n1e300,1\n,1\n')).rowCount).toBe(2);
  });

  it('gives text cells as text in every chunk', async () => {
    const engine = createRecordingEngine();
    await run(`a,b\n${chunk('01,True')}x,y\n`, { engine });
    const [first] = engine.inputs as Table[];
    expect(first?.columns.map(({ values }) => values[0])).toEqual(['01', 'True']);
  });

  it('gives booleans with missing values as booleans and null', async () => {
    const engine = createRecordingEngine();
    await run(`a,b\n${chunk('TRUE,1')}NA,1\n`, { engine });
    const cells = (engine.inputs as Table[]).map(({ columns }) => columns[0]?.values[0]);
    expect(cells).toEqual([true, null]);
  });

  it('a signature decides without looking at the rest', async () => {
    const engine = createRecordingEngine();
    await run('b,a,more\n1,2,x\n', { engine, mlmodel: signed });
    expect(engine.inputs[0]).toEqual({
      kind: 'table',
      names: ['a', 'b'],
      rowCount: 1,
      columns: [
        { dtype: 'float64', values: Float64Array.of(2) },
        { dtype: 'int64', values: BigInt64Array.of(1n) },
      ],
    });
  });
});

describe('the rows are handed over', () => {
  it('in chunks to the native engine, with progress', async () => {
    const engine = createRecordingEngine();
    const progress: [number, boolean][] = [];
    await run(`a\n${'1\n'.repeat(20_000)}`, {
      engine,
      onProgress: (rows, fraction) => progress.push([rows, fraction > 0 && fraction <= 1]),
    });
    expect(engine.inputs.map((input) => (input as Table).rowCount)).toEqual([8192, 8192, 3616]);
    expect(progress).toEqual([
      [8192, true],
      [16_384, true],
      [20_000, true],
    ]);
  });

  it('several at once, and writes what comes back in the order of the rows', async () => {
    const engine = createRecordingEngine();
    let running = 0;
    let most = 0;
    const slow: PredictFileOptions['engine'] = {
      ...engine,
      async predict(input, params, signal) {
        running += 1;
        most = Math.max(most, running);
        const prediction = await engine.predict(input, params, signal);
        // The first chunk takes longest.
        await new Promise((resolve) => setTimeout(resolve, 40 / engine.inputs.length));
        running -= 1;
        return prediction;
      },
    };
    const { text } = await run(`a\n${'1\n'.repeat(20_000)}`, { engine: slow });
    const expected = Array.from({ length: 20_000 }, (_, row) => `1,${row % 8192}\n`);
    expect(text).toBe(`a,prediction\n${expected.join('')}`);
    expect(most).toBe(3);
  });

  it('all at once to Python, since its model may look at all rows together', async () => {
    const engine = createRecordingEngine(undefined, 'python');
    await run(`a\n${'1\n'.repeat(20_000)}`, { engine });
    expect(engine.inputs.map((input) => (input as Table).rowCount)).toEqual([20_000]);
  });

  it('all at once to a native model that looks at all rows together', async () => {
    const engine = createRecordingEngine();
    const together: PredictFileOptions['engine'] = { ...engine, keepsRowsTogether: true };
    await run(`a\n${'1\n'.repeat(20_000)}`, { engine: together });
    expect(engine.inputs.map((input) => (input as Table).rowCount)).toEqual([20_000]);
  });
});

describe('a failure names the place and leaves nothing behind', () => {
  it.each([
    ['an unreadable value', 'a,b\n1,2\n3,x\n', /Row 3 of in\.csv: Column "b".*"x"/],
    ['a missing column', 'a,c\n1,2\n', /in\.csv lacks "b".*has "c" besides/],
    ['a long row', 'a,b\n1,2\n3,4,5\n', /Row 3 of in\.csv has 3 values.*2 columns/],
    ['an open quote', 'a,b\n1,"2\n', /in\.csv cannot be read as CSV.*Quote/],
    ['no rows', 'a,b\n', /in\.csv has a header but no rows/],
    ['an empty file', '', /in\.csv is empty/],
  ])('%s', async (_, csv, message) => {
    await expect(run(csv, { mlmodel: signed })).rejects.toThrow(message);
    expect(leftovers()).toEqual([]);
  });

  it('names the row of a later chunk', async () => {
    const csv = `a,b\n${'1,2\n'.repeat(10_000)}1,2.5\n`;
    await expect(run(csv, { mlmodel: signed })).rejects.toThrow(
      /^Row 10002 of in\.csv: Column "b"/,
    );
    expect(leftovers()).toEqual([]);
  });

  it('refuses bytes that are not UTF-8', async () => {
    await expect(run(Buffer.from('a\n\xe9\n', 'latin1'))).rejects.toThrow(
      'in.csv is not UTF-8 text',
    );
  });

  it('names the rows when the engine fails', async () => {
    const engine = createRecordingEngine(() => {
      throw new MlflowError('BAD_REQUEST', 'No such category.');
    });
    await expect(run('a\n1\n2\n', { engine })).rejects.toThrow(
      'Rows 2 to 3 of in.csv could not be predicted: No such category.',
    );
    expect(leftovers()).toEqual([]);
  });

  it('names the first rows that fail when later ones fail sooner', async () => {
    const engine = createRecordingEngine();
    let calls = 0;
    const failing: PredictFileOptions['engine'] = {
      ...engine,
      async predict() {
        calls += 1;
        const call = calls;
        await new Promise((resolve) => setTimeout(resolve, 30 / call));
        throw new MlflowError('BAD_REQUEST', `Call ${call}.`);
      },
    };
    await expect(run(`a\n${'1\n'.repeat(20_000)}`, { engine: failing })).rejects.toThrow(
      'Rows 2 to 8193 of in.csv could not be predicted: Call 1.',
    );
    expect(leftovers()).toEqual([]);
  });

  it('keeps an older output when a new run fails or is cancelled', async () => {
    writeFileSync(join(folder, 'out'), 'older');
    await expect(run('a,b\n1,x\n', { mlmodel: signed })).rejects.toThrow('Row 2');
    const controller = new AbortController();
    const cancelling = run(`a\n${'1\n'.repeat(20_000)}`, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('cancelled')),
    });
    await expect(cancelling).rejects.toThrow('cancelled');
    expect(leftovers()).toEqual(['out']);
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('older');
  });

  it('refuses to write over its input, and a folder that is not there', async () => {
    await expect(run('a\n1\n', { outputPath: join(folder, '.', 'in.csv') })).rejects.toThrow(
      'would overwrite their own input',
    );
    await expect(run('a\n1\n', { outputPath: join(folder, 'no', 'out.csv') })).rejects.toThrow(
      'There is no folder',
    );
  });

  it('names a file that is not there', async () => {
    const inputPath = join(folder, 'none.csv');
    await expect(run('a\n1\n', { inputPath })).rejects.toThrow(`There is no file ${inputPath}`);
  });
});
