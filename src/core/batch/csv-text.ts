/** One line of CSV (RFC 4180) without its line end; cells are quoted only where they must be. */
export function toCsvLine(cells: readonly string[]): string {
  // A lone blank cell would be a blank line, which readers skip.
  if (cells.length === 1 && cells[0]?.trim() === '') return `"${cells[0]}"`;
  return cells.map(quoteCell).join(',');
}

/** A cell as it stands between the commas of a line. */
export function quoteCell(cell: string): string {
  return /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
