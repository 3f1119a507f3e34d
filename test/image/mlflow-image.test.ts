import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalModel } from '../../src/core/model/local-model.ts';
import { buildArguments } from '../../src/image/build-arguments.ts';
import { findPipSecrets } from '../../src/image/find-pip-secrets.ts';
import { planImage } from '../../src/image/plan-image.ts';
import { readRequirements } from '../../src/image/read-requirements.ts';
import { writeImageContext } from '../../src/image/write-image-context.ts';
import { type PodmanStore, createPodmanStore, findImageObstacle } from '../helpers/podman-store.ts';
import { bodyOf, readFixtures } from '../helpers/transcripts.ts';

const name = 'localhost/mlinvoke-test/iris:1';
const obstacle = findImageObstacle();
const fixture = readFixtures().find((each) => each.name === 'iris-logreg-skops');
const answered = fixture?.transcripts.filter(
  ({ request, answer }) => request.method === 'POST' && answer.status === 200,
);

/** One image is built, and one container of it run, for all tests below. */
describe.skipIf(obstacle)(
  `an image with MLflow’s server${obstacle ? ` (${obstacle})` : ''}`,
  () => {
    let store: PodmanStore;
    let container = '';
    let url = '';
    let context = '';

    beforeAll(async () => {
      store = createPodmanStore();
      context = mkdtempSync(join(tmpdir(), 'mlinvoke-context-'));
      const model = await openLocalModel(fixture?.modelFolder ?? '');
      const requirements = await readRequirements(model);
      await writeImageContext(planImage({ model, requirements, name }), context);
      const builder = { kind: 'podman', version: '4', takesSecrets: true } as const;
      const secrets = await findPipSecrets(process.env);
      const { command, args } = buildArguments(builder, { context, name, secrets });
      const { status, stderr } = spawnSync(command, args, {
        env: store.environment,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      });
      if (status !== 0) throw new Error(stderr);
      const sandbox = ['--read-only', '--tmpfs', '/tmp', '--publish', '127.0.0.1::8080'];
      container = store.podman('run', '--detach', ...sandbox, name);
      url = `http://${store.podman('port', container, '8080')}`;
      await untilReady();
    }, 600_000);
    afterAll(() => {
      store?.remove();
      rmSync(context, { recursive: true, force: true });
    }, 120_000);

    async function untilReady(): Promise<void> {
      const end = Date.now() + 120_000;
      while (Date.now() < end) {
        const reply = await fetch(`${url}/ping`).catch(() => undefined);
        if (reply?.status === 200) return;
        await new Promise((next) => setTimeout(next, 200));
      }
      throw new Error(`not ready: ${store.podman('logs', container)}`);
    }

    it('answers every recorded request as the recorded server did', async () => {
      expect(answered?.length).toBeGreaterThan(5);
      for (const { request, answer, name: title } of answered ?? []) {
        const headers = { 'content-type': request.contentType ?? '' };
        const reply = await fetch(`${url}${request.path}`, {
          method: 'POST',
          headers,
          body: bodyOf(request),
        });
        expect({ title, status: reply.status, body: await reply.text() }).toEqual({
          title,
          status: answer.status,
          body: answer.body,
        });
      }
    });

    it('runs as an ordinary user, with a health check', () => {
      expect(store.podman('exec', container, 'id', '-u')).toBe('1000');
      expect(store.podman('healthcheck', 'run', container)).toBe('');
    });

    it('holds nothing of pip’s configuration', async () => {
      const history = store.podman('history', '--no-trunc', '--format', '{{.CreatedBy}}', name);
      for (const { path } of await findPipSecrets(process.env)) expect(history).not.toContain(path);
      const secrets = store.podman('exec', container, 'sh', '-c', 'ls -A /run/secrets 2>&1; true');
      expect(secrets).not.toContain('pip_');
    });

    it('ends by itself when it is asked to, well before it would be killed', () => {
      store.podman('stop', '--time', '60', container);
      const format = '{{.State.ExitCode}} {{.State.Status}}';
      const [code, status] = store.podman('inspect', '--format', format, container).split(' ');
      expect(status).toBe('exited');
      expect(['0', '143']).toContain(code);
    });
  },
);
