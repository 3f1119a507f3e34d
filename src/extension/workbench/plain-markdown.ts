/**
 * A text as Markdown that shows exactly this text. The editor's own appendText turns spaces into
 * ones that cannot be broken, so that long sentences break in the middle of words.
 */
export function plainMarkdown(text: string): string {
  // Looks at each run of blanks once, where it begins.
  return text.replaceAll(/[!-/:-@[-`{-~]/g, '\\$&').replaceAll(/(?<!\s)\s*\n\s*/g, '  \n');
}
