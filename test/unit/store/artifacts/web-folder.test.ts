import { readdir, readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveModelUri } from '../../../../src/core/uri/resolve-model-uri.ts';
import { scriptedServer, sendBytes } from '../../../helpers/scripted-server.ts';
import { storeHost } from '../../../helpers/store-host.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const description = `flavors:
  python_function: { loader_module: mlflow.sklearn, model_path: model.pkl, env: { conda: conda.yaml } }
  sklearn: { pickled_model: model.pkl, code: null }
saved_input_example_info: { artifact_path: input_example.json, type: dataframe }
`;

function web(files: Readonly<Record<string, string>>): RequestListener {
  return (request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname.replace('/models/iris/', '');
    const bytes = files[path];
    if (bytes !== undefined) sendBytes(request, response, Buffer.from(bytes), { ETag: '"1"' });
    else if (`${path}/` in files)
      response.writeHead(301, { Location: `/models/iris/${path}/` }).end();
    else response.writeHead(404).end();
  };
}

async function resolve(listener: RequestListener, path = '/models/iris') {
  const server = await scriptedServer(listener);
  const cacheFolder = await temporaryFolder();
  const uri = `${server.url.replace('//', '//user:very-secret@')}${path}?sig=very-secret`;
  const found = await resolveModelUri(uri, {
    workingDirectory: cacheFolder,
    storeHost: storeHost({ cacheFolder }),
  }).catch((error: unknown) => String(error));
  expect(JSON.stringify(found)).not.toContain('very-secret');
  return { ...server, found, cacheFolder };
}

describe('a model in a folder of a web server', () => {
  it('has the files that its MLmodel names, as far as they are there', async () => {
    const files = { MLmodel: description, 'model.pkl': 'bytes', 'requirements.txt': 'mlflow' };
    const { found, url, requests } = await resolve(web(files));
    if (typeof found === 'string') throw new Error(found);
    expect((await readdir(found.folder)).toSorted()).toEqual(Object.keys(files).toSorted());
    expect(await readFile(join(found.folder, 'model.pkl'), 'utf8')).toBe('bytes');
    expect(found).toMatchObject({ uri: `${url}/models/iris`, name: 'iris' });
    for (const request of requests) {
      expect(request.headers.authorization).toMatch(/^Basic /);
      expect(request.url).toContain('?sig=very-secret');
    }
  });

  it('is refused when a file is missing without which it cannot be loaded', async () => {
    const { found, cacheFolder } = await resolve(web({ MLmodel: description }));
    expect(found).toMatch(/names "model\.pkl", which is not there\. Nothing was downloaded/);
    expect(await readdir(cacheFolder)).toEqual([]);
  });

  it('is refused when it needs a folder, since a web server does not list one', async () => {
    const { found } = await resolve(
      web({ MLmodel: description, 'model.pkl/': '<html>an index</html>' }),
    );
    expect(found).toMatch(/names the folder "model\.pkl", and a web server does not say/);
  });

  it('is refused when the answer is a page and no MLmodel', async () => {
    const { found } = await resolve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Sign in</html>');
    });
    expect(found).toContain('is no MLmodel file but a web page');
  });

  it('may not name files outside its folder', async () => {
    const text = description.replaceAll('model.pkl', '../../etc/passwd');
    const { found } = await resolve((request, response) => {
      if (request.url?.includes('MLmodel')) sendBytes(request, response, Buffer.from(text));
      else sendBytes(request, response, Buffer.from('root'));
    });
    expect(found).toContain("a name that leads out of the model's folder");
  });

  it('that is not there is said so', async () => {
    const { found } = await resolve(web({}));
    expect(found).toMatch(/There is no MLmodel at http:\/\/127\.0\.0\.1:\d+\/models\/iris\. Give/);
  });
});
