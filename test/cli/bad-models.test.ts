import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openZip } from '../../src/core/formats/zip.ts';
import { type CliResult, inNewFolder, irisModel, root, runCli } from '../helpers/run-cli.ts';
import { zipBytes } from '../helpers/zip-bytes.ts';

const commands = [
  ['serve', '-p', '0'],
  ['predict', '-i', join(root, 'samples/iris.csv')],
  ['inspect'],
  ['generate-dockerfile', '-d', 'context'],
  ['build-docker'],
];

/** What each command that takes a model says about this one. */
async function refusalsOf(uri: string, cwd: string, only = commands.map(([name]) => name)) {
  const chosen = commands.filter(([name]) => only.includes(name));
  const refusals: Record<string, CliResult> = {};
  for (const [command = '', ...rest] of chosen) {
    refusals[command] = await runCli([command, '-m', uri, ...rest], { cwd });
  }
  return Object.entries(refusals);
}

/** One sentence on stderr that holds this text, nothing on stdout, exit code 1. */
function refusal(text: string) {
  const stderr = expect.stringMatching(new RegExp(`^[^\\n]*${escapeForRegExp(text)}[^\\n]*\\n$`));
  return { code: 1, stdout: '', stderr };
}

function escapeForRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** A skops schema in which the classifier is one that nobody wrote. */
function renameEstimator(schema: Buffer): Buffer {
  const text = schema.toString();
  expect(text).toContain('"LogisticRegression"');
  return Buffer.from(text.replaceAll('"LogisticRegression"', '"ImaginaryRegression"'));
}

describe('a model that cannot be used', () => {
  it.each<[string, string, Record<string, string>, string]>([
    ['its folder does not exist', 'gone/model', {}, 'There is no folder'],
    ['the folder has no MLmodel', '.', { 'model.pkl': '' }, 'has no MLmodel file'],
    ['its MLmodel is broken YAML', '.', { MLmodel: 'flavors: [unclosed\n' }, 'not valid YAML'],
    ['its MLmodel has no flavors', '.', { MLmodel: 'run_id: a\n' }, '"flavors" is wrong'],
    ['there is no store for its URI', 'models:/iris@champion', {}, 'No tracking store was found'],
    ['its URI is malformed', 'models:/', {}, '"models:/"'],
  ])('is refused by every command when %s', (_, uri, files, text) =>
    inNewFolder(async (cwd) => {
      for (const [name, content] of Object.entries(files)) {
        await writeFile(join(cwd, name), content);
      }
      const refusals = await refusalsOf(uri, cwd);
      expect(refusals).toEqual(commands.map(([name]) => [name, refusal(text)]));
    }),
  );

  it('is named when the store does not know it, with what it has instead', async () => {
    const samples = join(root, 'samples');
    const refusals = await refusalsOf('models:/rose@champion', samples, ['serve', 'inspect']);
    const expected = refusal('no model "rose". It has iris');
    expect(refusals).toEqual([
      ['serve', expected],
      ['inspect', expected],
    ]);
  });

  it('is named by the estimator that no engine can run', () =>
    inNewFolder(async (cwd) => {
      await cp(irisModel, join(cwd, 'iris'), { recursive: true });
      const file = join(cwd, 'iris/model.skops');
      const archive = openZip(await readFile(file));
      const members = archive.names.map((name) => {
        const data = Buffer.from(archive.read(name) ?? []);
        return name === 'schema.json' ? { name, data: renameEstimator(data) } : { name, data };
      });
      await writeFile(file, zipBytes(members));
      for (const command of ['serve', 'predict']) {
        const args = [command, '-m', 'iris', '--engine', 'native'];
        const result = await runCli(args, { cwd, input: '{}' });
        expect(result).toMatchObject({ code: 1, stdout: '' });
        expect(result.stderr).toContain('ImaginaryRegression');
      }
      const inspection = await runCli(['inspect', '-m', 'iris', '--engine', 'native'], { cwd });
      expect(inspection.code).toBe(1);
      expect(inspection.stdout).toMatch(/Engine +none: .*ImaginaryRegression/);
    }));
});
