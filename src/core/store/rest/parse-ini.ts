/** Sections of an INI file with their values; keys in lower case. */
export type IniFile = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads what Python's configparser reads of credentials: `[section]` and `key = value` lines. */
export function parseIni(text: string): IniFile {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1];
    if (heading !== undefined) {
      current = new Map();
      sections.set(heading, current);
      continue;
    }
    const [, key, value] = /^\s*([^#;=:\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) current.set(key.toLowerCase(), value);
  }
  return sections;
}
