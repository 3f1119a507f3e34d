import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wantedDifferences } from '../server/wanted-differences.ts';

const root = resolve(import.meta.dirname, '../..');
/** The formatter pads the cells of tables. */
const readme = readFileSync(join(root, 'README.md'), 'utf8').replaceAll(/ +/g, ' ');

describe('the README', () => {
  it('has a row for every wanted difference from MLflow', () => {
    expect(wantedDifferences.length).toBeGreaterThan(0);
    const missing = wantedDifferences.filter(({ reason }) => !readme.includes(`| ${reason} |`));
    expect(missing.map(({ reason }) => reason)).toEqual([]);
  });

  it('names only files and commands that exist', () => {
    const scripts = Object.keys(
      (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts,
    );
    const commands = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(commands.filter((name) => !scripts.includes(name))).toEqual([]);
    const links = [...readme.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(() => readFileSync(join(root, link))).not.toThrow();
  });
});
