import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildArguments } from '../../../src/image/build-arguments.ts';
import { findBuilder } from '../../../src/image/find-builder.ts';

let PATH = '';
beforeEach(() => {
  PATH = mkdtempSync(join(tmpdir(), 'mlinvoke-builder-'));
});
afterEach(() => rmSync(PATH, { recursive: true }));

function install(name: string, script: string): void {
  writeFileSync(join(PATH, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(PATH, name), 0o755);
}

// The stand-ins for the builders are shell scripts.
describe.skipIf(process.platform === 'win32')('the builder', () => {
  it('is docker when its engine answers, with secrets when BuildKit is there', async () => {
    install('docker', 'echo 28.1.0');
    install('podman', 'echo podman version 5');
    expect(await findBuilder({ PATH })).toEqual({
      kind: 'docker',
      version: '28.1.0',
      takesSecrets: true,
    });
    install('docker', 'test "$1" = version && echo 20.10.0');
    expect(await findBuilder({ PATH })).toMatchObject({ kind: 'docker', takesSecrets: false });
  });

  it('is podman when docker’s engine does not answer, else buildah', async () => {
    install('docker', 'echo Cannot connect >&2; exit 1');
    install('podman', 'echo podman version 4.3.1');
    install('buildah', 'echo buildah version 1.28.2');
    expect(await findBuilder({ PATH })).toMatchObject({ kind: 'podman' });
    rmSync(join(PATH, 'podman'));
    expect(await findBuilder({ PATH })).toMatchObject({ kind: 'buildah', takesSecrets: true });
  });

  it('is refused with what to install or start', async () => {
    await expect(findBuilder({ PATH })).rejects.toMatchObject({
      code: 'FEATURE_DISABLED',
      message: expect.stringMatching(/neither docker, podman nor buildah is on the PATH\. Install/),
    });
    install('docker', 'echo Cannot connect to the Docker daemon >&2; exit 1');
    await expect(findBuilder({ PATH })).rejects.toThrow(
      'docker is installed, but it says "Cannot connect to the Docker daemon". Install',
    );
  });
});

describe('the build command', () => {
  const options = {
    context: '/tmp/a b',
    name: 'team/iris:1',
    secrets: [{ id: 'pip_conf', path: '/etc/pip.conf' }],
  };

  it('is a list of words that no shell reads', () => {
    const builder = { kind: 'podman', version: '4', takesSecrets: true } as const;
    expect(buildArguments(builder, options)).toEqual({
      command: 'podman',
      args: [
        'build',
        '--format',
        'docker',
        '--secret',
        'id=pip_conf,src=/etc/pip.conf',
        '--tag',
        'team/iris:1',
        '/tmp/a b',
      ],
    });
  });

  it('leaves secrets out where docker cannot take them', () => {
    const builder = { kind: 'docker', version: '20', takesSecrets: false } as const;
    expect(buildArguments(builder, options).args).toEqual([
      'build',
      '--tag',
      'team/iris:1',
      '/tmp/a b',
    ]);
  });
});
