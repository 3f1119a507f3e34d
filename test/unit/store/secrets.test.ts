import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messageOf } from '../../../src/core/errors.ts';
import { pythonArtifacts } from '../../../src/core/store/artifacts/sources/python-artifacts.ts';
import { openTrackingStore } from '../../../src/core/store/open-tracking-store.ts';
import { findAccess } from '../../../src/core/store/rest/find-access.ts';
import { handedOn } from '../../../src/core/store/rest/rest-artifacts.ts';
import { restApi } from '../../../src/core/store/rest/rest-api.ts';
import { parseSqlServerUri } from '../../../src/core/store/sql/server/sql-server-address.ts';
import type { TrackingStore } from '../../../src/core/store/tracking-store.ts';
import { withoutSecrets } from '../../../src/core/store/without-secrets.ts';
import { resolveModelUri } from '../../../src/core/uri/resolve-model-uri.ts';
import { storeHost } from '../../helpers/store-host.ts';

describe('a URI in a message', () => {
  it.each([
    ['https://ada:s3cret@host/a?sig=s3cret#s3cret', 'https://host/a'],
    ['sftp://ada:s3/cret@host/models', 'sftp://host/models'],
    ['http://ada:s3#cret@host', 'http://host'],
    ['https://host:8443/models/iris@1', 'https://host:8443/models/iris@1'],
    ['http://[::1]:5000/iris@1', 'http://[::1]:5000/iris@1'],
    [
      'abfss://models@account.dfs.core.windows.net/a',
      'abfss://models@account.dfs.core.windows.net/a',
    ],
    ['s3://bucket/a@b', 's3://bucket/a@b'],
    ['C:\\Users\\ada@home', 'C:\\Users\\ada@home'],
  ])('%s is shown as %s', (uri, shown) => {
    expect(withoutSecrets(uri)).toBe(shown);
  });
});

describe('a password with signs of a URL in it', () => {
  it.each(['pa/ss', 'pa?ss', 'pa#ss', 'pa:ss', 'p@ss', '50%off'])(
    'is taken from the address of a database as SQLAlchemy takes it: %s',
    (password) => {
      const address = parseSqlServerUri(
        `postgresql://ada:${password}@host:5433/flowers?sslmode=disable`,
      );
      expect(address).toMatchObject({
        user: 'ada',
        password,
        host: 'host',
        port: 5433,
        database: 'flowers',
      });
    },
  );

  it.each([
    'mysql://ada:s3/cret@host',
    'mysql://ada:s3cret@host:x/db',
    'mssql://ada:12/s3cret@host/db',
  ])('is not shown when the address is refused: %s', async (trackingUri) => {
    const opened = openTrackingStore({
      trackingUri,
      workingDirectory: '/',
      storeHost: storeHost(),
    });
    const message = await opened.then(String, messageOf);
    expect(message).toMatch(/^The tracking URI "m/);
    expect(message).not.toMatch(/cret/);
  });

  it('is taken from the address of a server although its percent sign is no escape', async () => {
    const { headers, baseUrl } = await findAccess('http://ada:50%off@host', {
      environment: { HOME: '/none' },
    });
    expect(baseUrl).toBe('http://host');
    const basic = Buffer.from('ada:50%off').toString('base64');
    expect(headers).toEqual({ Authorization: `Basic ${basic}` });
  });
});

describe('a place with a password in it', () => {
  it('is named without it when Python fetches the files', async () => {
    const download = (_uri: string, folder: string) => writeFile(join(folder, 'README'), '');
    const source = pythonArtifacts('sftp://ada:s3cret@host/iris', download, process);
    expect(source.uri).toBe('sftp://host/iris');
    const listed = source.list(new AbortController().signal);
    await expect(listed).rejects.toThrow(
      'MLflow downloaded sftp://host/iris, and there is no MLmodel',
    );
    await source.close?.();
  });

  it('is refused when another server hands the files on', () => {
    const api = restApi({ baseUrl: 'http://host', headers: {}, tls: {} });
    const uri = 'http://ada:s3cret@other/api/2.0/mlflow-artifacts/artifacts/1';
    expect(() => handedOn(api, uri)).toThrow(
      /^The place of the artifacts holds a user or a password/,
    );
  });

  it('stands in no hop', async () => {
    const source = 'sftp://ada:s3cret@host/iris';
    const version = { name: 'iris', version: 1, aliases: [], source };
    const registered = { name: 'iris', aliases: new Map(), versions: [version] };
    // The only question that is asked.
    const store = {
      description: 'a store',
      roots: [],
      findRegisteredModel: async () => registered,
    } as Partial<TrackingStore> as TrackingStore;
    const options = { workingDirectory: '/', storeHost: storeHost(), store };
    const message = await resolveModelUri('models:/iris/1', options).then(String, messageOf);
    expect(message).toContain('version 1 → sftp://host/iris');
    expect(message).not.toContain('s3cret');
  });
});
