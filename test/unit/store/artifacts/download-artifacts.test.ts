import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type {
  ArtifactFile,
  ArtifactSource,
} from '../../../../src/core/store/artifacts/artifact-source.ts';
import {
  type DownloadProgress,
  downloadArtifacts,
} from '../../../../src/core/store/artifacts/download/download-artifacts.ts';
import {
  cacheLimitOf,
  clearModelCache,
  listCachedModels,
  trimModelCache,
} from '../../../../src/core/store/artifacts/download/model-cache.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const never = new AbortController().signal;

interface FakeFile extends Partial<ArtifactFile> {
  readonly bytes: string;
}

/** A place with these files; `onOpen` may answer in another way. */
function place(
  files: Readonly<Record<string, FakeFile>>,
  onOpen?: (path: string, start: number, count: number) => Readable | undefined,
): ArtifactSource & { readonly opened: string[] } {
  const opened: string[] = [];
  return {
    uri: 'test://place/model',
    opened,
    list: async () =>
      Object.entries(files).map(([path, { bytes, ...rest }]) => ({
        path,
        size: Buffer.byteLength(bytes),
        version: createHash('md5').update(bytes).digest('hex'),
        ...rest,
      })),
    open: async ({ path }, { start }) => {
      opened.push(`${path}@${start}`);
      const count = opened.filter((each) => each.startsWith(`${path}@`)).length;
      const stream =
        onOpen?.(path, start, count) ??
        Readable.from([Buffer.from(files[path]?.bytes ?? '').subarray(start)]);
      return { stream, isPartial: true };
    },
  };
}

async function options(extra: object = {}) {
  return { cacheFolder: await temporaryFolder(), cacheLimit: 1e9, signal: never, ...extra };
}

/** In pieces, the first of which have to be written before the last is asked for. */
function brokenAfter(text: string): Readable {
  return Readable.from(
    (async function* () {
      for (let start = 0; start < text.length; start += 20_000) {
        yield Buffer.from(text.slice(start, start + 20_000));
      }
      throw new Error('the line is dead');
    })(),
  );
}

describe('downloading a model', () => {
  it('brings all files into a folder of their own, once', async () => {
    const source = place({ MLmodel: { bytes: 'flavors: {}' }, 'data/model.bin': { bytes: 'xyz' } });
    const job = await options();
    const seen: DownloadProgress[] = [];
    const folder = await downloadArtifacts(source, {
      ...job,
      onProgress: (each) => seen.push(each),
    });
    expect(await readFile(join(folder, 'data/model.bin'), 'utf8')).toBe('xyz');
    expect(seen.at(-1)).toEqual({ filesDone: 2, fileCount: 2, bytesDone: 14, byteCount: 14 });
    expect(await downloadArtifacts(source, job)).toBe(folder);
    expect(source.opened).toHaveLength(2);
    expect((await readdir(join(job.cacheFolder, 'models'))).toSorted()).toEqual([
      folder.slice(-40),
      `${folder.slice(-40)}.json`,
    ]);
  });

  it('takes files that changed for another model', async () => {
    const job = await options();
    const first = await downloadArtifacts(place({ MLmodel: { bytes: 'one' } }), job);
    const second = await downloadArtifacts(place({ MLmodel: { bytes: 'two' } }), job);
    expect(second).not.toBe(first);
    expect(await readFile(join(second, 'MLmodel'), 'utf8')).toBe('two');
  });

  it('reads the MLmodel where a source gives no versions: a model logged anew is another', async () => {
    const job = await options();
    const files = (id: string) => ({
      MLmodel: { bytes: `model_id: ${id}`, version: undefined },
      'model.pkl': { bytes: id, version: undefined },
    });
    const first = await downloadArtifacts(place(files('m-1') as never), job);
    const second = await downloadArtifacts(place(files('m-2') as never), job);
    expect(await readFile(join(first, 'model.pkl'), 'utf8')).toBe('m-1');
    expect(await readFile(join(second, 'model.pkl'), 'utf8')).toBe('m-2');
  });

  it('goes on where the line broke', async () => {
    const bytes = Array.from({ length: 30_000 }, (_, index) => `${index}\n`).join('');
    const source = place({ MLmodel: { bytes } }, (_path, _start, count) =>
      count === 1 ? brokenAfter(bytes.slice(0, 100_000)) : undefined,
    );
    const folder = await downloadArtifacts(source, await options());
    expect(await readFile(join(folder, 'MLmodel'), 'utf8')).toBe(bytes);
    expect(source.opened).toEqual(['MLmodel@0', expect.stringMatching(/^MLmodel@[1-9]\d*$/)]);
  });

  it('goes on in a later call with what an earlier one fetched before it was cancelled', async () => {
    const job = await options();
    const stop = new AbortController();
    const files = { MLmodel: { bytes: 'flavors: {}' }, 'model.bin': { bytes: '0123456789' } };
    const hanging = place(files, (path) => {
      if (path === 'MLmodel') return undefined;
      const stream = new Readable({ read: () => {} });
      stream.push('01234');
      return stream;
    });
    const cancelled = downloadArtifacts(hanging, {
      ...job,
      signal: stop.signal,
      onProgress: ({ bytesDone }) => {
        // Once both have arrived there; what is written is on the disk a moment later.
        if (bytesDone === 16) setTimeout(() => stop.abort(new Error('enough')), 50);
      },
    });
    await expect(cancelled).rejects.toThrow('enough');
    expect(await listCachedModels(job.cacheFolder)).toEqual([]);
    const source = place(files);
    const folder = await downloadArtifacts(source, job);
    expect(await readFile(join(folder, 'model.bin'), 'utf8')).toBe('0123456789');
    expect(source.opened).toEqual(['model.bin@5']);
  });

  it('begins again when the checksum is another, and gives up after four tries', async () => {
    const value = createHash('md5').update('right').digest('base64');
    const checksum = { algorithm: 'md5', value } as const;
    const once = place({ MLmodel: { bytes: 'right', checksum } }, (_path, _start, count) =>
      count === 1 ? Readable.from([Buffer.from('wrong')]) : undefined,
    );
    const folder = await downloadArtifacts(once, await options());
    expect(await readFile(join(folder, 'MLmodel'), 'utf8')).toBe('right');
    const always = place({ MLmodel: { bytes: 'right', checksum } }, () =>
      Readable.from([Buffer.from('wrong')]),
    );
    const job = await options();
    await expect(downloadArtifacts(always, job)).rejects.toThrow(
      /broke off 4 times: .* another md5 checksum/,
    );
    expect(await listCachedModels(job.cacheFolder)).toEqual([]);
  });

  it.each([
    ['sha256', 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg='],
    ['sha1', 'qUqP5cyxm6YcTAhz05Hph5gvu9M='],
    ['md5', 'CY9rzUYh03PK3k6DJie09g=='],
    ['crc32', '2H9+DA=='],
    ['crc32c', 'hqBywA=='],
  ] as const)('knows %s checksums', async (algorithm, value) => {
    const checksum = { algorithm, value };
    const source = place({ MLmodel: { bytes: 'test', checksum } });
    await downloadArtifacts(source, await options());
    expect(source.opened).toHaveLength(1);
  });

  it('refuses a file that is longer than the source said', async () => {
    const source = place({ MLmodel: { bytes: 'abc', size: 2 } });
    await expect(downloadArtifacts(source, await options())).rejects.toThrow(
      'said that MLmodel has 2 bytes and sends more',
    );
  });

  it('refuses what is larger than the cache may be, also where the source gives no sizes', async () => {
    const huge = place({ MLmodel: { bytes: 'a', size: 2e9 } });
    await expect(downloadArtifacts(huge, await options())).rejects.toThrow(
      /more than the 1 GB that the cache of models may have\. Set MLINVOKE_CACHE_LIMIT/,
    );
    const silent = place({ MLmodel: { bytes: 'x'.repeat(2000), size: undefined } as never });
    await expect(downloadArtifacts(silent, await options({ cacheLimit: 1000 }))).rejects.toThrow(
      /cache of models may have/,
    );
    const odd = place({ MLmodel: { bytes: 'a', size: Number.NaN } });
    await expect(downloadArtifacts(odd, await options())).rejects.toThrow('NaN bytes');
  });

  it('says so when there is nothing', async () => {
    await expect(downloadArtifacts(place({}), await options())).rejects.toThrow(
      'There are no files at test://place/model',
    );
  });

  it('ends well for two at once: one fetches, both have the model', async () => {
    const job = await options();
    const source = place({ MLmodel: { bytes: 'abc' }, 'model.bin': { bytes: 'def' } });
    const folders = await Promise.all([1, 2, 3].map(() => downloadArtifacts(source, job)));
    expect(new Set(folders).size).toBe(1);
    expect(source.opened.toSorted()).toEqual(['MLmodel@0', 'model.bin@0']);
  });

  it('takes over from one that died, without its half files', async () => {
    const job = await options();
    const source = place({ MLmodel: { bytes: '0123456789' } });
    const folder = await downloadArtifacts(source, job);
    await clearModelCache(job.cacheFolder);
    const part = createHash('sha256').update('MLmodel').digest('hex').slice(0, 32);
    await mkdir(`${folder}.parts-dead`, { recursive: true });
    await mkdir(`${folder}.parts`);
    await writeFile(join(`${folder}.parts`, part), '!!!!!');
    await writeFile(`${folder}.lock`, 'dead');
    await utimes(`${folder}.lock`, new Date(0), new Date(0));
    expect(await downloadArtifacts(source, job)).toBe(folder);
    expect(await readFile(join(folder, 'MLmodel'), 'utf8')).toBe('0123456789');
    expect((await readdir(join(job.cacheFolder, 'models'))).length).toBe(2);
  });
});

describe('the cache of models', () => {
  it('removes the models that were used longest ago, and never those used lately', async () => {
    const cacheFolder = await temporaryFolder();
    const job = { cacheFolder, cacheLimit: 250, signal: never };
    const model = (name: string) => place({ MLmodel: { bytes: name.repeat(100) } });
    const first = await downloadArtifacts(model('a'), job);
    const second = await downloadArtifacts(model('b'), job);
    await utimes(first, new Date(0), new Date(0));
    const third = await downloadArtifacts(model('c'), job);
    const kept = (await listCachedModels(cacheFolder)).map(({ folder }) => folder);
    expect(kept.toSorted()).toEqual([second, third].toSorted());
    // All are recent now: more than the limit stays.
    await downloadArtifacts(model('d'), job);
    expect(await listCachedModels(cacheFolder)).toHaveLength(3);
  });

  it('is trimmed and cleared by several at once', async () => {
    const cacheFolder = await temporaryFolder();
    const job = { cacheFolder, cacheLimit: 1e9, signal: never };
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const folder = await downloadArtifacts(place({ MLmodel: { bytes: name } }), job);
      await utimes(folder, new Date(0), new Date(0));
    }
    const trim = () => trimModelCache(cacheFolder, { limit: 3, keep: '' });
    await Promise.all([trim(), trim(), trim()]);
    expect((await listCachedModels(cacheFolder)).length).toBeLessThan(4);
    await Promise.all([clearModelCache(cacheFolder), clearModelCache(cacheFolder)]);
    expect(await readdir(join(cacheFolder, 'models'))).toEqual([]);
  });

  it('says what it holds, and can be cleared', async () => {
    const job = await options();
    await downloadArtifacts(place({ MLmodel: { bytes: 'abc' } }), job);
    expect(await listCachedModels(job.cacheFolder)).toEqual([
      expect.objectContaining({ uri: 'test://place/model', bytes: 3 }),
    ]);
    expect(await clearModelCache(job.cacheFolder)).toEqual({ modelCount: 1, bytes: 3 });
    expect(await readdir(join(job.cacheFolder, 'models'))).toEqual([]);
    expect(await clearModelCache(job.cacheFolder)).toEqual({ modelCount: 0, bytes: 0 });
  });

  it.each([
    [undefined, 10e9],
    ['20GB', 20e9],
    ['1.5 GiB', 1.5 * 2 ** 30],
    ['500mb', 500e6],
    ['1234', 1234],
  ])('takes %s as its limit', (text, bytes) => {
    expect(cacheLimitOf({ MLINVOKE_CACHE_LIMIT: text })).toBe(bytes);
  });

  it('refuses a limit that is no size', () => {
    expect(() => cacheLimitOf({ MLINVOKE_CACHE_LIMIT: 'much' })).toThrow(
      'MLINVOKE_CACHE_LIMIT is "much", which is no size',
    );
  });
});
