import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const source = join(root, 'src');

interface Import {
  readonly file: string;
  readonly target: string;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/'))
  .sort();

/** Static, type-only and dynamic imports alike: a layer leaks through any of them. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(source, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)];
  return found.map(([, specifier = '']) => {
    const isRelative = specifier.startsWith('.');
    const target = isRelative
      ? relative(source, resolve(source, dirname(file), specifier)).replaceAll('\\', '/')
      : specifier;
    return { file, target };
  });
}

/** What runs when a file is loaded: neither type-only nor dynamic imports. */
function staticImportsOf(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from\s+'([^']+)'/gm);
  return [...statements]
    .filter(([statement]) => !/\{\s*(?:type\s+\w+,?\s*)+\}/.test(statement))
    .map(([, specifier = '']) =>
      specifier.startsWith('.')
        ? relative(source, resolve(source, dirname(file), specifier)).replaceAll('\\', '/')
        : specifier,
    );
}

const imports = files.flatMap(importsOf);
const layers = ['core', 'invoke', 'client', 'server', 'image', 'cli', 'extension', 'protocol'];
const layerOf = (path: string): string => path.split('/', 1)[0] ?? '';
const allowed: Record<string, readonly string[]> = {
  core: ['core'],
  protocol: ['protocol'],
  invoke: ['invoke', 'core'],
  client: ['client', 'core'],
  server: ['server', 'core'],
  image: ['image', 'core'],
  cli: ['cli', 'core', 'invoke', 'client', 'server', 'image'],
  extension: ['extension', 'core', 'invoke', 'client', 'server', 'image', 'protocol'],
};

const show = (each: Import): string => `${each.file} imports ${each.target}`;

describe('the rooms', () => {
  it('are looked at, all of them', () => {
    const seen = new Set(files.map(layerOf));
    expect(layers.filter((layer) => layer !== 'protocol' && !seen.has(layer))).toEqual([]);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  it('import only the rooms that they may use', () => {
    const wrong = imports.filter(({ file, target }) => {
      const from = layerOf(file);
      const to = layerOf(target);
      return layers.includes(to) && !allowed[from]?.includes(to);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('keep the byte readers a leaf', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        file.startsWith('core/formats/') &&
        target.startsWith('core/') &&
        !target.startsWith('core/formats/'),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('let only the extension import vscode and only the server import Koa', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        (target === 'vscode' && layerOf(file) !== 'extension') ||
        (/^(@koa\/|koa$|raw-body$)/.test(target) && layerOf(file) !== 'server'),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('keep process and console out of core, invoke and protocol', () => {
    const wrong = files.filter((file) => {
      if (!['core', 'invoke', 'protocol'].includes(layerOf(file))) return false;
      const code = readFileSync(join(source, file), 'utf8').replaceAll(
        /\/\*[\s\S]*?\*\/|\/\/.*$/gm,
        '',
      );
      return /(?<![.\w'"-])(process|console)\./.test(code) || /from '(node:)?process'/.test(code);
    });
    expect(wrong).toEqual([]);
  });

  it('have no barrel files', () => {
    expect(files.filter((file) => /(^|\/)index\.ts$/.test(file))).toEqual([]);
  });

  it('load no heavy library when the extension is activated', () => {
    const seen = new Set<string>();
    const libraries = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const target of staticImportsOf(file)) {
        if (target.endsWith('.ts')) visit(target);
        else if (target !== 'vscode' && !target.startsWith('node:')) libraries.add(target);
      }
    };
    visit('extension/extension.ts');
    expect(seen.size).toBeGreaterThan(20);
    // Four kilobytes that the parser of .invoke files needs for its first CodeLens.
    expect([...libraries]).toEqual(['jsonc-parser']);
  });
});
