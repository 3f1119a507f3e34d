import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { ended, irisModel, runCli, startCli } from '../helpers/run-cli.ts';

describe('mlinvoke', () => {
  it('shows its commands with --help and ends with 0', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const command of ['serve', 'predict', 'send', 'test', 'inspect', 'build-docker']) {
      expect(stdout).toContain(`  ${command} `);
    }
  });

  it('gives its version', async () => {
    expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it.each([
    [[], 'Usage: mlinvoke'],
    [['sevre'], "unknown command 'sevre'"],
    [['serve'], "required option '-m, --model-uri <uri>' not specified"],
    [['serve', 'models:/iris/1'], 'Name the model with it: -m models:/iris/1'],
    [['serve', '-m', 'x', '--nope'], "unknown option '--nope'"],
    [['serve', '-m', 'x', '-p', '70000'], 'Expected a whole number from 0 to 65535'],
    [['serve', '-m', 'x', '-p', '5e3'], 'Expected a whole number from 0 to 65535'],
    [['serve', '-m', 'x', '-t', '0'], 'Expected a number of seconds above 0'],
    [['serve', '-m', 'x', '--engine', 'rust'], 'Allowed choices are auto, native, python'],
    [['predict', '-m', 'x', '-t', 'xml'], 'Allowed choices are csv, json'],
    [['send'], "missing required argument 'file'"],
    [['test'], "missing required argument 'files'"],
  ])('ends %j with 2 and says what is wrong', async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('shows the host under -h, as mlflow has it, and help only under --help', async () => {
    const { stdout } = await runCli(['serve', '--help']);
    expect(stdout).toMatch(/-h, --host <address>/);
    expect(stdout).toMatch(/\n {2}--help/);
  });

  it('ends with 0 when its reader goes away', async () => {
    const child = startCli(['inspect', '-m', irisModel]);
    child.stdout.destroy();
    expect(await ended(child)).toMatchObject({ code: 0, stderr: '' });
  });
});
