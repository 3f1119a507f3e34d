// A tracking server with one run that wants a password: enough of MLflow's REST API for the tree.
import { createServer } from 'node:http';

const answers = {
  '/api/2.0/mlflow/experiments/search': {
    experiments: [{ experiment_id: '7', name: 'served', last_update_time: 1_795_450_000_000 }],
  },
  '/api/2.0/mlflow/runs/search': {
    runs: [
      {
        info: {
          run_id: '0123456789abcdef0123456789abcdef',
          experiment_id: '7',
          run_name: 'remote-run',
          status: 'FAILED',
          start_time: 1_795_450_000_000,
          artifact_uri: 'mlflow-artifacts:/7/run/artifacts',
        },
      },
    ],
  },
};

/** Starts it on a port, a free one by default; `close` ends it. */
export async function startTrackingServer({ password, port = 0 } = {}) {
  const wanted = password && `Basic ${Buffer.from(`ada:${password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    response.setHeader('Content-Type', 'application/json');
    if (wanted && request.headers.authorization !== wanted) response.statusCode = 401;
    response.end(JSON.stringify(response.statusCode === 401 ? {} : (answers[pathname] ?? {})));
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    port: server.address().port,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
