/**
 * A text as a terminal may show it: control characters but line ends and tabs become visible, as
 * `\x1b`. Names of models, runs and files come from stores that anybody may write to, and a
 * terminal takes such characters for commands: it would write over lines, or rename its window.
 */
export function terminalText(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\r(?!\n)|[\u202a-\u202e\u2066-\u2069]/g,
    (character) => {
      const code = character.charCodeAt(0);
      const hex = code.toString(16);
      return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex}`;
    },
  );
}
