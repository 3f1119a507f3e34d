import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, inNewFolder, irisModel, root, runCli, startCli } from '../helpers/run-cli.ts';

const rows = join(root, 'samples/iris.csv');
const labels = ['setosa', 'versicolor', 'virginica', 'setosa', 'virginica', 'versicolor'];
const header = 'sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)';

function predict(args: readonly string[], options: { cwd?: string; input?: string } = {}) {
  return runCli(['predict', '-m', irisModel, ...args], options);
}

describe('mlinvoke predict', () => {
  it("prints MLflow's JSON for a CSV file", async () => {
    const { code, stdout, stderr } = await predict(['-i', rows]);
    expect(JSON.parse(stdout)).toEqual({ predictions: labels });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('reads a scoring request from stdin, which is what mlflow does without -t', async () => {
    const input = await readFile(join(irisModel, 'serving_input_example.json'), 'utf8');
    const { code, stdout } = await predict([], { input });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ predictions: ['setosa', 'setosa'] });
  });

  it('reads a CSV from stdin with -t csv', async () => {
    const { stdout } = await predict(['-t', 'csv'], { input: `${header}\n6.3,3.3,6.0,2.5\n` });
    expect(JSON.parse(stdout)).toEqual({ predictions: ['virginica'] });
  });

  it('writes the input columns and the prediction into a CSV', () =>
    inNewFolder(async (cwd) => {
      const { code, stdout, stderr } = await predict(['-i', rows, '-o', 'out.csv'], { cwd });
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
      expect(stderr).toBe(`Wrote 6 predictions to ${join(cwd, 'out.csv')}.\n`);
      const lines = (await readFile(join(cwd, 'out.csv'), 'utf8')).trimEnd().split('\n');
      const input = (await readFile(rows, 'utf8')).trimEnd().split(/\r?\n/);
      expect(lines).toEqual([
        `${input[0]},prediction`,
        ...input.slice(1).map((line, index) => `${line},${labels[index]}`),
      ]);
    }));

  it.each([
    ['csv', () => readFile(rows, 'utf8'), labels],
    [
      'json',
      () => readFile(join(irisModel, 'serving_input_example.json'), 'utf8'),
      ['setosa', 'setosa'],
    ],
  ])('writes JSON for %s from stdin and says so with --json', (type, read, expected) =>
    inNewFolder(async (cwd) => {
      const args = ['-t', type, '-o', 'out.json', '--json'];
      const { code, stdout } = await predict(args, { cwd, input: await read() });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ output: join(cwd, 'out.json') });
      const written: unknown = JSON.parse(await readFile(join(cwd, 'out.json'), 'utf8'));
      expect(written).toEqual({ predictions: expected });
    }),
  );

  it.each([
    ['a missing column', 'a.csv', 'sepal length (cm)\n5.1\n', 'sepal width (cm)'],
    ['a value that is no number', 'a.csv', `${header}\n5.1,3.5,1.4,0.2\n5.1,x,1,1\n`, '"x"'],
    ['a row that is too long', 'a.csv', `${header}\n1,2,3,4\n1,2,3,4,5,6\n`, 'Row 3 of a.csv'],
    ['an open quote', 'a.csv', `${header}\n"5.1,3.5,1.4,0.2\n`, 'a.csv'],
    ['an empty file', 'a.csv', '', 'a.csv'],
    ['broken JSON', 'a.json', '{"inputs": [', 'JSON'],
    ['JSON of no known form', 'a.json', '{"rows": []}', 'dataframe_split'],
  ])('leaves no output for %s and names it', (_, name, text, message) =>
    inNewFolder(async (cwd) => {
      await writeFile(join(cwd, name), text);
      const before = await readdir(cwd);
      const { code, stdout, stderr } = await predict(['-i', name, '-o', 'out.json'], { cwd });
      expect(stderr).toContain(message);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(await readdir(cwd)).toEqual(before);
    }),
  );

  it.each([[], ['-t', 'csv', '-o', 'out.csv']])(
    'is ended by Ctrl+C while it waits for its input (%j)',
    (...args) =>
      inNewFolder(async (cwd) => {
        const environment = { TMPDIR: cwd };
        const child = startCli(['predict', '-m', irisModel, ...args], { cwd, environment });
        const end = ended(child);
        // More than a pipe holds: once it is written, the command has begun to read.
        await new Promise((resolve) => child.stdin.write(Buffer.alloc(1_000_000), resolve));
        child.kill('SIGINT');
        expect(await end).toEqual({ code: 130, stdout: '', stderr: '' });
        expect(await readdir(cwd)).toEqual([]);
      }),
  );

  it('keeps what stood under the output name when it fails', () =>
    inNewFolder(async (cwd) => {
      await writeFile(join(cwd, 'bad.csv'), `${header}\n1,2,3,oops\n`);
      await writeFile(join(cwd, 'out.csv'), 'before');
      expect((await predict(['-i', 'bad.csv', '-o', 'out.csv'], { cwd })).code).toBe(1);
      expect(await readFile(join(cwd, 'out.csv'), 'utf8')).toBe('before');
    }));

  it.each([
    [['-i', 'gone.csv'], 'gone.csv'],
    [['-i', 'gone.csv', '-o', 'out.csv'], 'gone.csv'],
    [['-i', rows, '-o', 'no/such/folder.csv'], 'There is no folder'],
    [['-i', rows, '-o', 'out.parquet'], 'not written as Parquet yet (out.parquet)'],
    [['-t', 'json', '-o', 'out.csv'], 'but the input is JSON'],
  ])('refuses %j with a sentence', (args, message) =>
    inNewFolder(async (cwd) => {
      const { code, stdout, stderr } = await predict(args, { cwd, input: '{}' });
      expect(stderr).toContain(message);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(await readdir(cwd)).toEqual([]);
    }),
  );
});
