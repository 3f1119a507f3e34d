import * as vscode from 'vscode';
import type { TextRange } from '../../invoke/text-range.ts';

/** The editor's range for a range of a `.invoke` file; both count lines and UTF-16 units from 0. */
export function toRange({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
