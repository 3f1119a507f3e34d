import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { withDownloadLock } from '../../../../src/core/store/artifacts/download/download-lock.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

it('a lock whose holder died is taken over by one of those that wait, and then held by one at a time', async () => {
  const never = new AbortController().signal;
  for (let round = 0; round < 5; round += 1) {
    const path = join(await temporaryFolder(), 'model.lock');
    await writeFile(path, 'somebody who died');
    await utimes(path, 0, 0);
    let holders = 0;
    let most = 0;
    let takenOver = 0;
    const work = async ({ isTakenOver }: { readonly isTakenOver: boolean }): Promise<void> => {
      holders += 1;
      most = Math.max(most, holders);
      if (isTakenOver) takenOver += 1;
      await wait(2);
      holders -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => withDownloadLock(path, never, work)));
    expect({ most, takenOver }).toEqual({ most: 1, takenOver: 1 });
  }
});
