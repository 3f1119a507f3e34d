// A tracking server with one run and one registered model, whose files it hands on, and which may
// want a password: enough of MLflow's REST API for the trees.
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { root } from '../editor.mjs';

const modelFolder = join(root, 'samples/models/iris');
const model = { name: 'garden', aliases: [{ alias: 'champion', version: '1' }] };

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
  '/api/2.0/mlflow/registered-models/search': { registered_models: [model] },
  '/api/2.0/mlflow/registered-models/get': { registered_model: model },
  '/api/2.0/mlflow/model-versions/search': {
    model_versions: [{ name: 'garden', version: '1', source: 'mlflow-artifacts:/7/garden' }],
  },
  '/api/2.0/mlflow-artifacts/artifacts': {
    files: readdirSync(modelFolder).map((path) => {
      const { size } = statSync(join(modelFolder, path));
      return { path, is_dir: false, file_size: size };
    }),
  },
};

const files = '/api/2.0/mlflow-artifacts/artifacts/7/garden/';

/** Starts it on a port, a free one by default; `close` ends it. */
export async function startTrackingServer({ password, port = 0 } = {}) {
  const wanted = password && `Basic ${Buffer.from(`ada:${password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    response.setHeader('Content-Type', 'application/json');
    if (wanted && request.headers.authorization !== wanted) response.statusCode = 401;
    const file = pathname.startsWith(files) && join(modelFolder, basename(pathname));
    if (response.statusCode === 200 && file && existsSync(file)) {
      createReadStream(file).pipe(response);
      return;
    }
    response.end(JSON.stringify(response.statusCode === 401 ? {} : (answers[pathname] ?? {})));
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    port: server.address().port,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        // The editor keeps its connections open.
        server.closeAllConnections();
      }),
  };
}
