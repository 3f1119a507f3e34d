import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { cache } from '../../../src/cli/cache-command.ts';
import type { CliContext } from '../../../src/cli/cli-context.ts';
import { downloadNote } from '../../../src/cli/download-note.ts';
import { downloadArtifacts } from '../../../src/core/store/artifacts/download/download-artifacts.ts';
import { storeHost } from '../../helpers/store-host.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function cacheOfOne() {
  const cacheFolder = await temporaryFolder();
  const source = {
    uri: 's3://models/iris',
    list: async () => [{ path: 'MLmodel', size: 4, version: '1' }],
    open: async () => ({ stream: Readable.from([Buffer.from('text')]), isPartial: false }),
  };
  const { signal } = new AbortController();
  await downloadArtifacts(source, { cacheFolder, cacheLimit: 1e9, signal });
  const written: string[] = [];
  const host = storeHost({ cacheFolder });
  // The command uses nothing else of its context.
  const context = { storeHost: host, out: (text) => written.push(text) } as Partial<CliContext>;
  return { written, context: context as CliContext, cacheFolder };
}

describe('mlinvoke cache', () => {
  it('shows where the models are, how large, and from where', async () => {
    const { written, context, cacheFolder } = await cacheOfOne();
    expect(await cache({}, context)).toBe(0);
    expect(written[0]).toBe(`${cacheFolder}/models: 1 model, 0.0 kB of 10.0 GB\n`);
    expect(written[1]).toMatch(/used \d{4}-\d\d-\d\d \d\d:\d\d UTC {2}s3:\/\/models\/iris\n$/);
    expect(await cache({ json: true }, context)).toBe(0);
    expect(JSON.parse(written[2] ?? '')).toMatchObject({
      bytes: 4,
      limit: 10e9,
      models: [{ uri: 's3://models/iris', bytes: 4 }],
    });
  });

  it('removes them all', async () => {
    const { written, context, cacheFolder } = await cacheOfOne();
    expect(await cache({ clear: true }, context)).toBe(0);
    expect(written).toEqual([`Removed 1 model, 0.0 kB, from ${cacheFolder}/models.\n`]);
    await cache({ json: true }, context);
    expect(JSON.parse(written[1] ?? '')).toMatchObject({ bytes: 0, models: [] });
  });
});

describe('the note of a download', () => {
  it('is written once a second, and not for a short one', () => {
    const notes: string[] = [];
    let now = 5000;
    const tell = downloadNote(
      (text) => notes.push(text),
      () => now,
    );
    const progress = { filesDone: 1, fileCount: 3, bytesDone: 2.5e6, byteCount: 10e6 };
    for (now of [5000, 5900, 6100, 6500, 7200]) tell(progress);
    expect(notes).toEqual([
      'Downloading the model: 2.5 MB of 10.0 MB, 1 of 3 files\n',
      'Downloading the model: 2.5 MB of 10.0 MB, 1 of 3 files\n',
    ]);
  });
});
