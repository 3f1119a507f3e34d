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

/** Everything, page after page. */
export async function allPages<T>(
  list: (request: PageRequest) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const page = await list({ size: 1000, ...(token !== undefined && { token }) });
    items.push(...page.items);
    token = page.next;
  } while (token !== undefined);
  return items;
}
