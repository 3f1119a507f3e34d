/**
 * What the prompt of cmd.exe makes of a line: carets go and take the meaning from the next
 * character. Throws where a character with a meaning is left outside of quotes.
 */
export function readCmdLine(line: string): string {
  let text = '';
  let isQuoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (character === '^' && !isQuoted) {
      index += 1;
      text += line[index] ?? '';
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /[&|<>()%!]/u.test(character)) throw new Error(`bare ${character}`);
    text += character;
  }
  return text;
}

/**
 * How a program of Microsoft's C runtime, such as curl.exe, splits its command line.
 * Source: "Parsing C command-line arguments" (Microsoft C++ documentation).
 */
export function splitCommandLine(line: string): string[] {
  const words: string[] = [];
  for (const [token] of line.matchAll(/(?:[^\s"\\]|\\+"?|"(?:[^"\\]|\\+"?)*")+/gu)) {
    words.push(readWord(token));
  }
  return words;
}

function readWord(token: string): string {
  return token.replaceAll(/(\\*)"/gu, (_, slashes: string) => {
    const half = slashes.slice(0, Math.floor(slashes.length / 2));
    return slashes.length % 2 === 0 ? half : `${half}"`;
  });
}

/** The value of a PowerShell string in single quotes. */
export function readPowerShellString(literal: string): string {
  if (!/^'(?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*'$/u.test(literal)) {
    throw new Error(`no string: ${literal}`);
  }
  return literal.slice(1, -1).replaceAll(/(['\u2018-\u201b])\1/gu, '$1');
}
