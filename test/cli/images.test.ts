import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inNewFolder, irisModel, runCli } from '../helpers/run-cli.ts';

describe('mlinvoke generate-dockerfile', () => {
  it('writes a whole build context', () =>
    inNewFolder(async (cwd) => {
      const args = ['generate-dockerfile', '-m', irisModel, '-d', 'out'];
      const { code, stdout } = await runCli(args, { cwd });
      expect(code).toBe(0);
      expect(stdout).toContain(join(cwd, 'out'));
      expect(await readdir(join(cwd, 'out'))).toEqual(
        expect.arrayContaining(['Dockerfile', 'model', 'requirements']),
      );
      expect(await readFile(join(cwd, 'out/Dockerfile'), 'utf8')).toMatch(/^FROM python:3/m);
      expect(await readdir(join(cwd, 'out/model'))).toContain('MLmodel');
    }));

  it('overwrites nothing', () =>
    inNewFolder(async (cwd) => {
      await mkdir(join(cwd, 'out'));
      await writeFile(join(cwd, 'out/precious.txt'), 'mine');
      const args = ['generate-dockerfile', '-m', irisModel, '-d', 'out'];
      const { code, stderr } = await runCli(args, { cwd });
      expect(code).toBe(1);
      expect(stderr).toContain('is not empty (it holds "precious.txt")');
      expect(await readdir(join(cwd, 'out'))).toEqual(['precious.txt']);
    }));

  it('refuses a base image that is no image name', () =>
    inNewFolder(async (cwd) => {
      const args = ['generate-dockerfile', '-m', irisModel, '--base-image', 'a b\nRUN x'];
      const { code, stderr } = await runCli(args, { cwd });
      expect(code).toBe(1);
      expect(stderr).toContain('The base image "a b');
    }));
});

describe('mlinvoke build-docker', () => {
  it('says what to install when there is no builder', () =>
    inNewFolder(async (cwd) => {
      const args = ['build-docker', '-m', irisModel, '-n', 'iris'];
      const { code, stdout, stderr } = await runCli(args, { cwd, environment: { PATH: cwd } });
      expect(stderr).toContain('neither docker, podman nor buildah is on the PATH');
      expect(stderr).toContain('Install Docker');
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    }));

  /** A program of that name which notes how it was called and what lies in the context. */
  async function installBuilder(folder: string, exitCode: number): Promise<string> {
    const file = join(folder, 'docker');
    const script = `#!/bin/sh
case "$1" in
  version) echo 27.0 ;;
  buildx) exit 1 ;;
  build) echo "building $*"; for last; do :; done; /bin/ls "$last" > "${folder}/context"; exit ${exitCode} ;;
esac
`;
    await writeFile(file, script);
    await chmod(file, 0o755);
    return folder;
  }

  it('builds a context that is gone afterwards, with the log on stderr', () =>
    inNewFolder(async (cwd) => {
      const PATH = await installBuilder(cwd, 0);
      const args = ['build-docker', '-m', irisModel, '-n', 'team/iris:1', '--json'];
      const { code, stdout, stderr } = await runCli(args, { cwd, environment: { PATH } });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ image: 'team/iris:1' });
      const context = /building build --tag team\/iris:1 (\S+)/.exec(stderr)?.[1] ?? '';
      expect((await readFile(join(cwd, 'context'), 'utf8')).split('\n')).toContain('Dockerfile');
      await expect(readdir(context)).rejects.toThrow('ENOENT');
    }));

  it('fails when the builder fails, and names its command', () =>
    inNewFolder(async (cwd) => {
      const PATH = await installBuilder(cwd, 3);
      const args = ['build-docker', '-m', irisModel, '-n', 'iris'];
      const { code, stdout, stderr } = await runCli(args, { cwd, environment: { PATH } });
      expect(stderr).toMatch(/The image was not built: "docker build --tag iris \S+" ended with 3/);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    }));

  it('refuses a name that is no image name', async () => {
    const { code, stderr } = await runCli(['build-docker', '-m', irisModel, '-n', 'Iris!']);
    expect(code).toBe(1);
    expect(stderr).toContain('The image name "Iris!" cannot be used');
  });
});
