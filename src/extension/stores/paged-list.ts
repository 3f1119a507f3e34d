import type { Page, PageRequest } from '../../core/store/page.ts';

/**
 * A list of which as much is there as somebody has asked for. After `reset` the same part of it is
 * read again, so that a refreshed view shows what it showed.
 */
export class PagedList<T> {
  readonly #fetchPage: (request: PageRequest) => Promise<Page<T>>;
  #wantedPages = 1;
  #loading: Promise<Page<T>> | undefined;

  constructor(fetchPage: (request: PageRequest) => Promise<Page<T>>) {
    this.#fetchPage = fetchPage;
  }

  /** What has been asked for so far; `next` says that there is more. Throws what reading throws. */
  load(): Promise<Page<T>> {
    if (this.#loading) return this.#loading;
    const loading = this.#read(undefined, this.#wantedPages);
    this.#loading = loading;
    // What failed is tried again the next time.
    loading.catch(() => {
      if (this.#loading === loading) this.#loading = undefined;
    });
    return loading;
  }

  /** Asks for one more page. */
  async loadMore(): Promise<void> {
    const known = await this.load();
    if (known.next === undefined) return;
    const longer = await this.#read(known, 1);
    this.#wantedPages += 1;
    this.#loading = Promise.resolve(longer);
  }

  /** Reads again the next time. */
  reset(): void {
    this.#loading = undefined;
  }

  async #read(known: Page<T> | undefined, pages: number): Promise<Page<T>> {
    let page: Page<T> = known ?? { items: [], next: '' };
    for (let count = 0; count < pages && page.next !== undefined; count += 1) {
      const token = page.next === '' ? undefined : page.next;
      const more = await this.#fetchPage(token === undefined ? {} : { token });
      page = { ...more, items: [...page.items, ...more.items] };
    }
    return page;
  }
}
