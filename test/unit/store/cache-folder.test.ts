import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { cacheFolderOf } from '../../../src/core/store/cache-folder.ts';

it('the folder of downloaded models is absolute, wherever a model is run from', () => {
  expect(cacheFolderOf({ MLINVOKE_CACHE: 'models' })).toBe(resolve('models'));
  expect(cacheFolderOf({ MLINVOKE_CACHE: join(resolve('/'), 'a') })).toBe(resolve('/', 'a'));
});
