/** strip_accents_ascii and strip_accents_unicode of sklearn.feature_extraction.text. */
export function stripAccents(text: string, kind: 'ascii' | 'unicode'): string {
  // Both leave a text of ASCII as it is.
  if (/^\p{ASCII}*$/u.test(text)) return text;
  const decomposed = text.normalize('NFKD');
  if (kind === 'ascii') return decomposed.replace(/\P{ASCII}/gu, '');
  return Array.from(decomposed)
    .filter((character) => !isCombining(character))
    .join('');
}

const overlay = '\u0334';
const subscript = '\u0345';

/**
 * Whether unicodedata.combining is not 0. JavaScript does not tell that class, but it sorts by it:
 * of a text's combining characters those with class 1 (U+0334) come first and the one with 240
 * (U+0345), the highest there is, last.
 */
function isCombining(character: string): boolean {
  return (
    !(character + overlay).normalize('NFD').startsWith(character) ||
    (subscript + character).normalize('NFD') === character + subscript ||
    character === overlay ||
    character === subscript
  );
}
