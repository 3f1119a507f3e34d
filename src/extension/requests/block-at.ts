import type { InvokeBlock } from '../../invoke/invoke-file.ts';

/**
 * The request that a cursor on `line` means: the block around it, else the one above, else the
 * first. Undefined for a file without requests.
 */
export function blockAt(blocks: readonly InvokeBlock[], line: number): InvokeBlock | undefined {
  return blocks.findLast(({ range }) => range.start.line <= line) ?? blocks[0];
}
