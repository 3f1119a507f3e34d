import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/core/data/json/read-json.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { createSnippets, type Snippet } from '../../src/server/landing/snippets.ts';
import { startServer } from '../../src/server/start-server.ts';
import { withModelFolder } from '../helpers/model-folder.ts';
import {
  readCmdLine,
  readPowerShellString,
  splitCommandLine,
} from '../helpers/read-command-line.ts';
import { createRecordingEngine } from '../helpers/recording-engine.ts';

const run = promisify(execFile);
const python = process.env['MLINVOKE_TEST_PYTHON'] ?? findOnPath('python3');
const curl = findOnPath('curl');

function findOnPath(name: string): string | undefined {
  try {
    return execFileSync('which', [name], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const nastyNames = [
  'sepal length (cm)',
  `it's a "quoted" name`,
  '$HOME `id` $(id) !! !x',
  '%PATH% ^& | <in >out',
  'back\\slash \\" end\\',
  'Größe ‘typographic’ 🎉 \u2028',
  'tab\tline\nend',
  '-leading #hash @at {} []',
];

const body = {
  dataframe_split: { columns: nastyNames, data: [nastyNames.map((_, index) => index + 0.5)] },
};

function snippet(
  id: Snippet['id'],
  url: string,
  needsToken = false,
  value: unknown = body,
): string {
  const found = createSnippets({ url, body: value, needsToken }).find((each) => each.id === id);
  return found?.text ?? '';
}

/** What the model of a server is asked while `use` calls it. */
async function namesAsked(
  use: (url: string) => Promise<{ stdout: string }>,
  token?: string,
): Promise<{ names: unknown; stdout: string }> {
  const inputs = nastyNames.map((name) => ({ name, type: 'double', required: true }));
  return withModelFolder({ inputs }, async (model) => {
    const engine = createRecordingEngine();
    const server = await startServer({
      model,
      engine,
      logger: silentLogger,
      version: '0.0.0',
      ...(token !== undefined && { access: { token } }),
    });
    try {
      const { stdout } = await use(`${server.url}/invocations`);
      const [input] = engine.inputs;
      return { names: input?.kind === 'table' ? input.names : input, stdout };
    } finally {
      await server.close();
    }
  });
}

describe('the calls to copy', () => {
  it.skipIf(!curl)('run in bash, whatever the columns are called', async () => {
    const { names, stdout } = await namesAsked((url) => run('bash', ['-c', snippet('bash', url)]));
    expect(names).toEqual(nastyNames);
    expect(JSON.parse(stdout)).toEqual({ predictions: [0] });
  });

  it.skipIf(!curl)('send the token from the environment in bash', async () => {
    const { names } = await namesAsked(
      (url) =>
        run('bash', ['-c', snippet('bash', url, true)], {
          env: { ...process.env, MLINVOKE_TOKEN: 'abc' },
        }),
      'abc',
    );
    expect(names).toEqual(nastyNames);
  });

  it.skipIf(!python)('run in Python without packages', async () => {
    const { names, stdout } = await namesAsked(
      (url) =>
        run(python ?? '', ['-c', snippet('python', url, true)], {
          env: { ...process.env, MLINVOKE_TOKEN: 'abc' },
        }),
      'abc',
    );
    expect(names).toEqual(nastyNames);
    expect(stdout.trim()).toBe("{'predictions': [0]}");
  });

  it.skipIf(process.env['MLINVOKE_TEST_PYTHON'] === undefined)(
    'run in Python with requests',
    async () => {
      const { names } = await namesAsked((url) =>
        run(python ?? '', ['-c', snippet('python-requests', url)]),
      );
      expect(names).toEqual(nastyNames);
    },
  );

  it('keep every character in bash', async () => {
    // NUL and lone surrogates cannot stand in a command line; JSON escapes both.
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (name) => {
        const text = snippet('bash', 'http://x/', false, { inputs: name });
        const echo = text.replace(/^curl -sS .*--data-raw /su, 'printf %s ');
        const { stdout } = await run('bash', ['-c', echo]);
        expect(JSON.parse(stdout)).toEqual({ inputs: name });
      }),
      { numRuns: 30 },
    );
  });

  it('survive cmd.exe and the C runtime', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...nastyNames)), (name) => {
        const line = snippet('cmd', 'http://127.0.0.1:5000/invocations', false, { inputs: name });
        const words = splitCommandLine(readCmdLine(line));
        expect(words.slice(0, 5)).toEqual([
          'curl.exe',
          '-sS',
          'http://127.0.0.1:5000/invocations',
          '-H',
          'Content-Type: application/json',
        ]);
        expect(words[5]).toBe('--data-raw');
        expect(JSON.parse(words[6] ?? '')).toEqual({ inputs: name });
        expect(words).toHaveLength(7);
      }),
    );
  });

  it('send a file where cmd.exe could not take the line', () => {
    const text = snippet('cmd', 'http://x/', false, { inputs: 'x'.repeat(9000) });
    expect(text).toContain('--data-binary @body.json');
    expect(text.length).toBeLessThan(400);
  });

  it('survive PowerShell, typographic quotes included', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...nastyNames)),
        (name) => {
          const text = snippet('powershell', 'http://x/', false, { inputs: name });
          const [, literal = ''] =
            /^\$body = ('.*')\nInvoke-RestMethod 'http:\/\/x\/'/su.exec(text) ?? [];
          expect(JSON.parse(readPowerShellString(literal))).toEqual({ inputs: name });
        },
      ),
    );
  });

  it('keep the digits of long integers and floats', () => {
    const value = readJson('{"inputs": [9007199254740993, 5.0, 1e22, -0.0, NaN, true, null]}', {
      keepsFloats: true,
    });
    expect(snippet('bash', 'http://x/', false, value)).toContain(
      '[9007199254740993, 5.0, 1e+22, -0.0, null, true, null]',
    );
    expect(snippet('python', 'http://x/', false, value)).toContain('None, True, None]');
  });
});
