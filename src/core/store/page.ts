import { MlflowError } from '../errors.ts';

/** Which part of a long list is asked for. */
export interface PageRequest {
  /** At most so many; 100 when it is not there. */
  readonly size?: number;
  /** What the page before gave as its `next`; the first page without. */
  readonly token?: string;
}

/** A part of a long list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Asks for the part behind this one; not there at the end. */
  readonly next?: string;
  /** What the user should know of the list: a whole sentence. */
  readonly note?: string;
}

/** How many items a page has when the request does not say. */
export const defaultPageSize = 100;

/** One page of a list that is known as a whole; its tokens are positions. */
export function pageOf<T>(all: readonly T[], request: PageRequest = {}): Page<T> {
  const start = Number(request.token ?? 0);
  const end = start + (request.size ?? defaultPageSize);
  return { items: all.slice(start, end), ...(end < all.length && { next: String(end) }) };
}

/** More than any list has; one that goes on for ever is stopped here. */
const mostPages = 10_000;

/** Everything, page after page. Throws MlflowError RESOURCE_EXHAUSTED for a list without an end. */
export async function allPages<T>(
  list: (request: PageRequest) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let token: string | undefined;
  for (let count = 0; count < mostPages; count += 1) {
    const page = await list({ size: 1000, ...(token !== undefined && { token }) });
    for (const item of page.items) items.push(item);
    if (page.next === undefined) return items;
    if (page.next === token) break;
    token = page.next;
  }
  throw new MlflowError(
    'RESOURCE_EXHAUSTED',
    'A list of the tracking store has no end: its pages lead back to themselves, or are more than 10,000. ' +
      'Check the tracking URI, and tell the owner of the store.',
  );
}
