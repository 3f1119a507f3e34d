import { describe, expect, it } from 'vitest';
import { type PageRequest, pageOf } from '../../../src/core/store/page.ts';
import { PagedList } from '../../../src/extension/stores/paged-list.ts';

const all = Array.from({ length: 25 }, (_, index) => index);

/** A list of pages of ten, and what was asked for. */
function numbers(items: number[] = all) {
  const asked: PageRequest[] = [];
  const list = new PagedList(async (request) => {
    asked.push(request);
    return pageOf(items, { ...request, size: 10 });
  });
  return { list, asked };
}

describe('a list that is read in pages', () => {
  it('reads one page at first, and once', async () => {
    const { list, asked } = numbers();
    expect((await list.load()).items).toEqual(all.slice(0, 10));
    expect((await list.load()).next).toBe('10');
    expect(asked).toEqual([{}]);
  });

  it('adds one page each time, and nothing at the end', async () => {
    const { list, asked } = numbers();
    for (let count = 0; count < 5; count += 1) await list.loadMore();
    const { items, next } = await list.load();
    expect(items).toEqual(all);
    expect(next).toBeUndefined();
    expect(asked).toHaveLength(3);
  });

  it('shows as much as before after a change', async () => {
    const items = [...all];
    const { list } = numbers(items);
    await list.loadMore();
    items.unshift(-1);
    list.reset();
    const page = await list.load();
    expect(page.items).toEqual([-1, ...all.slice(0, 19)]);
    expect(page.next).toBe('20');
  });

  it('tries again what has failed, and keeps what it has when more cannot be read', async () => {
    let failures = 1;
    const list = new PagedList(async (request) => {
      if (failures > 0) {
        failures -= 1;
        throw new Error('down');
      }
      return pageOf(all, { ...request, size: 10 });
    });
    await expect(list.load()).rejects.toThrow('down');
    expect((await list.load()).items).toHaveLength(10);
    failures = 1;
    await expect(list.loadMore()).rejects.toThrow('down');
    expect((await list.load()).items).toHaveLength(10);
    await list.loadMore();
    expect((await list.load()).items).toHaveLength(20);
  });
});
