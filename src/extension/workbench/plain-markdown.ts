/**
 * A text as Markdown that shows exactly this text. The editor's own appendText turns spaces into
 * ones that cannot be broken, so that long sentences break in the middle of words.
 */
export function plainMarkdown(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, '\\$&').replaceAll(/\s*\n\s*/g, '  \n');
}
