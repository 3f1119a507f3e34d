import { describe, expect, it } from 'vitest';
import { invoke, startFakeServer } from '../helpers/fake-server.ts';

async function readMetrics(url: string): Promise<string[]> {
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/u);
  return (await response.text()).split('\n');
}

describe('GET /metrics', () => {
  it('says what is served, before anything was asked', async () => {
    const { server } = await startFakeServer();
    const lines = await readMetrics(server.url);
    expect(lines).toContain('mlinvoke_model_info{model="fake",engine="native",version="1.2.3"} 1');
    expect(lines).toContain('mlinvoke_requests_running 0');
    expect(lines).toContain('mlinvoke_requests_waiting 0');
  });

  it('counts requests by route and status, and errors by their code', async () => {
    const { server } = await startFakeServer();
    await invoke(server);
    await invoke(server);
    await invoke(server, { body: '{' });
    await fetch(`${server.url}/ping`);
    await fetch(`${server.url}/secret/path`);
    await fetch(`${server.url}/invocations`);
    const lines = await readMetrics(server.url);
    const requests = 'mlinvoke_requests_total';
    expect(lines).toContain(`${requests}{method="POST",route="/invocations",status="200"} 2`);
    expect(lines).toContain(`${requests}{method="POST",route="/invocations",status="400"} 1`);
    expect(lines).toContain(`${requests}{method="GET",route="/ping",status="200"} 1`);
    expect(lines).toContain(`${requests}{method="GET",route="none",status="404"} 1`);
    expect(lines).toContain(`${requests}{method="GET",route="none",status="405"} 1`);
    expect(lines).toContain('mlinvoke_errors_total{error_code="BAD_REQUEST"} 2');
    expect(lines).toContain('mlinvoke_errors_total{error_code="ENDPOINT_NOT_FOUND"} 1');
    expect(lines.join('\n')).not.toContain('secret');
  });

  it('times each step and the whole of a prediction, and counts its rows', async () => {
    const { server } = await startFakeServer();
    await invoke(server, { body: '{"inputs": [1, 2, 3]}' });
    await invoke(server, { body: '{"inputs": [4, 5]}' });
    await fetch(`${server.url}/ping`);
    const lines = await readMetrics(server.url);
    for (const step of ['parse', 'enforce', 'predict', 'encode', 'whole']) {
      expect(lines).toContain(`mlinvoke_inference_seconds_count{step="${step}"} 2`);
    }
    expect(lines).toContain('mlinvoke_rows_total 5');
    const valueOf = (end: string) =>
      Number(lines.find((line) => line.includes(end))?.split(' ')[1]);
    expect(valueOf('seconds_sum{step="whole"}')).toBeGreaterThan(
      valueOf('seconds_sum{step="predict"}'),
    );
  });

  it('tells apart what two servers in one process did', async () => {
    const [one, other] = [await startFakeServer(), await startFakeServer()];
    await invoke(one.server);
    expect(await readMetrics(one.server.url)).toContain('mlinvoke_rows_total 1');
    expect(await readMetrics(other.server.url)).toContain('mlinvoke_rows_total 0');
  });

  it('has no label that a client can make up', async () => {
    const { server } = await startFakeServer();
    for (const method of ['PROPFIND', 'QUERY', 'DELETE']) {
      await fetch(`${server.url}/${method}`, { method });
    }
    const lines = await readMetrics(server.url);
    expect(lines.join('\n')).not.toMatch(/PROPFIND|QUERY/u);
    expect(lines.join('\n')).toContain('method="other",route="none"');
  });
});
