import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { azureArtifacts } from '../../../../src/core/store/artifacts/sources/azure-artifacts.ts';
import { downloadArtifacts } from '../../../../src/core/store/artifacts/download/download-artifacts.ts';
import { gcsArtifacts } from '../../../../src/core/store/artifacts/sources/gcs-artifacts.ts';
import { openArtifacts } from '../../../../src/core/store/artifacts/open-artifacts.ts';
import { s3Artifacts } from '../../../../src/core/store/artifacts/sources/s3-artifacts.ts';
import { scriptedServer, sendBytes } from '../../../helpers/scripted-server.ts';
import { storeHost } from '../../../helpers/store-host.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const never = new AbortController().signal;

function md5(bytes: string): string {
  return createHash('md5').update(bytes).digest('base64');
}

describe('Google Cloud Storage', () => {
  const pages: Readonly<Record<string, object>> = {
    '': {
      items: [
        { name: 'a b/', size: '0', generation: '1' },
        { name: 'a b/MLmodel', size: '2', generation: '7', md5Hash: md5('ok') },
      ],
      nextPageToken: 'two',
    },
    two: { items: [{ name: 'a b/d/x', size: '4', generation: '8', crc32c: 'hqBywA==' }] },
  };
  const bucket: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    if (url.pathname === '/storage/v1/b/models/o') {
      response.end(JSON.stringify(pages[url.searchParams.get('pageToken') ?? '']));
    } else {
      sendBytes(request, response, Buffer.from(url.pathname.endsWith('MLmodel') ? 'ok' : 'test'));
    }
  };

  it('is read page by page, each file in the generation that was listed', async () => {
    const { url, asked } = await scriptedServer(bucket);
    const home = await temporaryFolder();
    const environment = { STORAGE_EMULATOR_HOST: url, HOME: home };
    const source = await gcsArtifacts('gs://models/a b', environment);
    const cacheFolder = await temporaryFolder();
    const folder = await downloadArtifacts(source, { cacheFolder, cacheLimit: 1e9, signal: never });
    expect(await readFile(join(folder, 'd/x'), 'utf8')).toBe('test');
    expect(asked).toContain('GET /storage/v1/b/models/o/a%20b%2Fd%2Fx?alt=media&generation=8');
  });

  it('is asked with a token that the service account signed for', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const tokens = await scriptedServer((request, response) => {
      const answer = async (): Promise<void> => {
        const given = new URLSearchParams(await readText(request)).get('assertion') ?? '';
        const [head = '', claims = '', signature = ''] = given.split('.');
        const signed = Buffer.from(`${head}.${claims}`);
        const isRight = verify(
          'RSA-SHA256',
          signed,
          publicKey,
          Buffer.from(signature, 'base64url'),
        );
        const { iss } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iss: string };
        const token = isRight && iss === 'me@test' ? 'good-token' : 'bad-token';
        response.end(JSON.stringify({ access_token: token, expires_in: 3600 }));
      };
      void answer();
    });
    const { url, requests } = await scriptedServer(bucket);
    const path = join(await temporaryFolder(), 'account.json');
    const account = {
      type: 'service_account',
      client_email: 'me@test',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      token_uri: tokens.url,
    };
    await writeFile(path, JSON.stringify(account));
    const environment = { STORAGE_EMULATOR_HOST: url, GOOGLE_APPLICATION_CREDENTIALS: path };
    const source = await gcsArtifacts('gs://models/a b', environment);
    expect(await source.list(never)).toHaveLength(2);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer good-token',
      'Bearer good-token',
    ]);
    expect(tokens.asked).toHaveLength(1);
  });

  it('without credentials, with wrong ones, and with none of a known kind says what to do', async () => {
    const { url } = await scriptedServer((_request, response) => response.writeHead(401).end());
    const folder = await temporaryFolder();
    const none = await gcsArtifacts('gs://models/x', { STORAGE_EMULATOR_HOST: url, HOME: folder });
    await expect(none.list(never)).rejects.toThrow(/401.*set GOOGLE_APPLICATION_CREDENTIALS/);
    const path = join(folder, 'key.json');
    await writeFile(path, JSON.stringify({ type: 'service_account', private_key: 'very-secret' }));
    const wrong = gcsArtifacts('gs://m/x', { GOOGLE_APPLICATION_CREDENTIALS: path });
    const error = await wrong.catch(String);
    expect(error).toContain('it is not the JSON of a service account');
    expect(error).not.toContain('very-secret');
  });
});

describe('Azure', () => {
  const account = 'devstoreaccount1';
  const place = `wasbs://models@${account}.blob.core.windows.net/iris`;
  const key = Buffer.from('very-secret').toString('base64');

  function connection(url: string): Readonly<Record<string, string>> {
    const text = `AccountName=${account};AccountKey=${key};BlobEndpoint=${url}/${account};`;
    return { AZURE_STORAGE_CONNECTION_STRING: text };
  }

  const listing =
    '<?xml version="1.0"?><EnumerationResults><Blobs>' +
    '<Blob><Name>iris/MLmodel</Name><Properties><Etag>0x1</Etag><Content-Length>2</Content-Length>' +
    `<Content-MD5>${md5('ok')}</Content-MD5></Properties></Blob>` +
    '<Blob><Name>iris/d</Name><Properties><Content-Length>0</Content-Length><ResourceType>directory</ResourceType></Properties></Blob>' +
    '<Blob><Name>iris/d/&lt;&#252;&amp;</Name><Properties><Etag>0x2</Etag><Content-Length>3</Content-Length></Properties></Blob>' +
    '</Blobs><NextMarker /></EnumerationResults>';

  it('is listed and read, with a signature and never the key', async () => {
    const { url, requests } = await scriptedServer((request, response) => {
      if (request.url?.includes('comp=list')) response.end(listing);
      else sendBytes(request, response, Buffer.from('ok'), { ETag: '"0x1"' });
    });
    const source = azureArtifacts(place, connection(url));
    const files = await source.list(never);
    expect(files.map(({ path }) => path)).toEqual(['MLmodel', 'd/<ü&']);
    const [file] = files;
    if (!file) throw new Error('nothing is listed');
    const content = await source.open(file, { start: 1, signal: never });
    expect([content.isPartial, await readText(content.stream)]).toEqual([true, 'k']);
    for (const { headers } of requests) {
      expect(headers.authorization).toMatch(/^SharedKey devstoreaccount1:[\w+/]{43}=$/);
    }
  });

  it('that lists names with characters that do not exist is no reason to end', async () => {
    const odd = listing.replaceAll('&#252;', '&#x110000;&#999999999;');
    const { url } = await scriptedServer((_, response) => response.end(odd));
    const files = await azureArtifacts(place, connection(url)).list(never);
    expect(files.map(({ path }) => path)).toEqual(['MLmodel', 'd/<&#x110000;&#999999999;&']);
  });

  it('whose file changed meanwhile is not taken', async () => {
    const { url } = await scriptedServer((request, response) => {
      sendBytes(request, response, Buffer.from('no'), { ETag: '"0x9"' });
    });
    const source = azureArtifacts(place, connection(url));
    const opened = source.open({ path: 'MLmodel', version: '0x1' }, { start: 0, signal: never });
    await expect(opened).rejects.toThrow('the files changed while they were downloaded');
  });

  it('shows its signature to no other host, and takes no key of another account', () => {
    expect(() => azureArtifacts('abfss://models@evil.example.com/x', {})).toThrow(
      /is no place in Azure; expected wasbs:/,
    );
    const other = place.replace(account, 'other');
    expect(() => azureArtifacts(other, connection('http://127.0.0.1:1'))).toThrow(
      `is for the account "${account}", and the model's files are in the account "other"`,
    );
  });

  it('that refuses says why, without any secret', async () => {
    const { url } = await scriptedServer((_request, response) =>
      response.writeHead(403, { 'x-ms-error-code': 'AuthenticationFailed' }).end('sig=very-secret'),
    );
    const error = await azureArtifacts(place, connection(url)).list(never).catch(String);
    expect(error).toMatch(/status 403 \(AuthenticationFailed\).*AZURE_STORAGE_CONNECTION_STRING/);
    expect(error).not.toMatch(/very-secret|AccountKey/);
    expect(error).not.toContain(key);
  });
});

describe('S3', () => {
  const tag = `"${createHash('md5').update('ok').digest('hex')}"`;
  const list =
    '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>m/MLmodel</Key>' +
    `<Size>2</Size><ETag>${tag}</ETag></Contents></ListBucketResult>`;
  const keys = { AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 'very-secret' };

  it('compares a file with the MD5 in its ETag, unless the object is encrypted', async () => {
    for (const [encryption, outcome] of [
      [{}, /another md5 checksum/],
      [{ 'x-amz-server-side-encryption': 'aws:kms' }, /MLmodel/],
    ] as const) {
      const { url } = await scriptedServer((request, response) => {
        if (request.url?.includes('list-type=2')) response.end(list);
        else sendBytes(request, response, Buffer.from('no'), { ETag: tag, ...encryption });
      });
      const environment = { ...keys, MLFLOW_S3_ENDPOINT_URL: url };
      const source = await s3Artifacts('s3://models/m', environment);
      const cacheFolder = await temporaryFolder();
      const job = { cacheFolder, cacheLimit: 1e9, signal: never };
      const said = await downloadArtifacts(source, job)
        .then((folder) => join(folder, 'MLmodel'))
        .catch(String);
      expect(said).toMatch(outcome);
    }
  });

  it('that refuses says what to check, without any secret', async () => {
    const { url, requests } = await scriptedServer((_request, response) =>
      response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'),
    );
    const home = await temporaryFolder();
    await mkdir(join(home, '.aws'));
    const text = '[profile lab]\nregion = eu-north-1\n[default]\nregion = eu-west-3\n';
    await writeFile(join(home, '.aws/config'), text);
    const environment = { ...keys, HOME: home, AWS_ENDPOINT_URL_S3: url };
    const error = await (await s3Artifacts('s3://models/m', environment)).list(never).catch(String);
    expect(error).toMatch(/status 403 \(AccessDenied\).*Check the AWS credentials/);
    expect(error).not.toContain('very-secret');
    expect(requests[0]?.headers.authorization).toContain('/eu-west-3/s3/');
  });
});

describe('a place of artifacts', () => {
  it.each(['hdfs://nn/model', 'sftp://host/model', 'r2://b/model', 'ftp://user:very-secret@h/m'])(
    '%s is refused by name where no Python may fetch it',
    async (uri) => {
      const error = await openArtifacts(uri, undefined, storeHost()).catch(String);
      expect(error).toMatch(/"(?:hdfs|sftp|r2|ftp):" is not read here/);
      expect(error).not.toContain('very-secret');
    },
  );

  it('of Databricks is read only where the tracking store is Databricks', async () => {
    await expect(openArtifacts('dbfs:/m', undefined, storeHost())).rejects.toThrow(
      '"dbfs:" is read only when the tracking store is Databricks',
    );
  });

  it('that is a path is looked for on this disk', async () => {
    expect(await openArtifacts('/models/iris', undefined, storeHost())).toBeUndefined();
    expect(await openArtifacts('file:///models/iris', undefined, storeHost())).toBeUndefined();
  });
});
