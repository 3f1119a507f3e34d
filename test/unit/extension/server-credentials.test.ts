import { describe, expect, it } from 'vitest';
import {
  ServerCredentials,
  addressOf,
  splitCredentials,
} from '../../../src/extension/stores/server-credentials.ts';

/** A secret storage in memory. */
function secretStorage() {
  const secrets = new Map<string, string>();
  return {
    secrets,
    storage: {
      get: async (key: string) => secrets.get(key),
      store: async (key: string, value: string) => void secrets.set(key, value),
      delete: async (key: string) => void secrets.delete(key),
      keys: async () => [...secrets.keys()],
      onDidChange: () => ({ dispose: () => {} }),
    },
  };
}

describe('the credentials for tracking servers', () => {
  it('go to their own server and to no other', async () => {
    const credentials = new ServerCredentials(secretStorage().storage);
    await credentials.store('https://one.example/mlflow/', { kind: 'token', token: 's3cret' });
    const environment = { PATH: '/bin' };
    expect(await credentials.addTo(environment, 'https://one.example/mlflow')).toEqual({
      PATH: '/bin',
      MLFLOW_TRACKING_TOKEN: 's3cret',
    });
    for (const other of [
      'https://one.example',
      'http://one.example/mlflow',
      'https://one.example:8443/mlflow',
      'https://two.example/mlflow',
      'databricks',
      'mlruns',
      'http://',
      'https://one example/mlflow',
      undefined,
    ]) {
      expect(await credentials.addTo(environment, other)).toEqual(environment);
    }
  });

  it('take the place of those of the process', async () => {
    const credentials = new ServerCredentials(secretStorage().storage);
    const given = { kind: 'password', user: 'ada', password: 'pass' } as const;
    await credentials.store('http://127.0.0.1:5000', given);
    const environment = { MLFLOW_TRACKING_TOKEN: 'old', MLFLOW_TRACKING_USERNAME: 'bob' };
    expect(await credentials.addTo(environment, 'http://127.0.0.1:5000/')).toEqual({
      MLFLOW_TRACKING_USERNAME: 'ada',
      MLFLOW_TRACKING_PASSWORD: 'pass',
    });
  });

  it('are refused to a registry on another server, without naming them', async () => {
    const credentials = new ServerCredentials(secretStorage().storage);
    await credentials.store('https://one.example', { kind: 'token', token: 's3cret' });
    const environment = { MLFLOW_REGISTRY_URI: 'https://bob:pass@two.example' };
    const error = await credentials
      .addTo(environment, 'https://one.example')
      .catch((reason: unknown) => String(reason));
    expect(error).toContain('https://two.example');
    expect(error).not.toMatch(/s3cret|pass@|bob/);
  });

  it('are forgotten when the user signs out', async () => {
    const { secrets, storage } = secretStorage();
    const credentials = new ServerCredentials(storage);
    await credentials.store('https://one.example', { kind: 'token', token: 's3cret' });
    await credentials.forget('https://one.example/');
    expect([...secrets]).toEqual([]);
  });

  it('belong to an address without a name and a password in it', () => {
    expect(addressOf('https://ada:pass@one.example/mlflow/?x=1#y')).toBe(
      'https://one.example/mlflow',
    );
  });
});

describe('a tracking URI that is entered', () => {
  it('is parted from the name and password in it', () => {
    expect(splitCredentials('https://ada:p%40ss@one.example/mlflow')).toEqual({
      uri: 'https://one.example/mlflow',
      credentials: { kind: 'password', user: 'ada', password: 'p@ss' },
    });
    expect(splitCredentials('http://ada:100%@127.0.0.1:5000').credentials).toMatchObject({
      password: '100%',
    });
  });

  it.each([
    'http://127.0.0.1:5000',
    'mlruns',
    'C:\\stores\\mlruns',
    'sqlite:///C:/stores/me@work/mlflow.db',
    'postgresql://ada@db.example:5432/mlflow',
    'postgresql://db.example:5432/me@work',
    'databricks://profile',
  ])('stays as it is without a password: %s', (uri) => {
    expect(splitCredentials(uri)).toEqual({ uri });
  });

  it.each([
    'postgresql://ada:hush@db.example/mlflow',
    'mysql+pymysql://ada:hush@db.example/mlflow',
    'postgresql://ada:x/hush@db.example/mlflow',
    'http://ada:x/hush@db.example/mlflow',
    'postgresql://db.example/mlflow?user=ada&password=hush',
    'https://:hush@one.example',
  ])('is refused with a password that cannot be kept apart: %s', (uri) => {
    expect(() => splitCredentials(uri)).toThrow(/came with a password/);
    expect(() => splitCredentials(uri)).not.toThrow(/hush/);
  });
});
