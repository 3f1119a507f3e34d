import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scannedLanguages } from '../../src/core/uri/strings/scan-strings.ts';
import { commandIds } from '../../src/extension/commands.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const command = z.looseObject({ command: z.string(), title: z.string(), category: z.string() });
const menuItem = z.looseObject({ command: z.string(), when: z.string() });
const manifest = z
  .looseObject({
    activationEvents: z.array(z.string()),
    main: z.string(),
    icon: z.string(),
    l10n: z.string(),
    extensionKind: z.array(z.string()),
    engines: z.object({ vscode: z.string(), node: z.string() }),
    devDependencies: z.record(z.string(), z.string()),
    capabilities: z.object({
      untrustedWorkspaces: z.object({
        supported: z.literal('limited'),
        description: z.string(),
        restrictedConfigurations: z.array(z.string()),
      }),
      virtualWorkspaces: z.object({ supported: z.literal('limited'), description: z.string() }),
    }),
    contributes: z.looseObject({
      commands: z.array(command),
      menus: z.record(z.string(), z.array(menuItem)),
      keybindings: z.array(menuItem),
      views: z.record(z.string(), z.array(z.looseObject({ id: z.string(), icon: z.string() }))),
      viewsWelcome: z.array(z.looseObject({ view: z.string(), contents: z.string() })),
      walkthroughs: z.array(
        z.looseObject({
          icon: z.string(),
          steps: z.array(
            z.looseObject({
              description: z.string(),
              media: z.object({ svg: z.string(), altText: z.string() }),
              completionEvents: z.array(z.string()).min(1),
            }),
          ),
        }),
      ),
      languages: z.array(z.looseObject({ id: z.string() })),
      grammars: z.array(z.looseObject({ path: z.string(), scopeName: z.string() })),
      configuration: z.looseObject({
        properties: z.record(
          z.string(),
          z.looseObject({ default: z.unknown(), markdownDescription: z.string() }),
        ),
      }),
    }),
  })
  .parse(JSON.parse(read('package.json')));

const messages = z.record(z.string(), z.string().min(1));
const titles = messages.parse(JSON.parse(read('package.nls.json')));
const russianTitles = messages.parse(JSON.parse(read('package.nls.ru.json')));
const ids: readonly string[] = Object.values(commandIds);
const { contributes } = manifest;

describe('the manifest', () => {
  it('wakes up for nothing but what it contributes, and the languages whose URIs it completes', () => {
    const languages = scannedLanguages.filter((language) => language !== 'invoke');
    expect(manifest.activationEvents.toSorted()).toEqual(
      languages.map((language) => `onLanguage:${language}`).toSorted(),
    );
  });

  it('is written for the API version that engines.vscode promises', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  });

  it('declares exactly the commands of the table', () => {
    expect(contributes.commands.map((each) => each.command).sort()).toEqual([...ids].sort());
    for (const [name, id] of Object.entries(commandIds)) expect(id).toBe(`mlinvoke.${name}`);
  });

  it.each(contributes.commands)('titles $command in both languages', ({ title, category }) => {
    const key = /^%(.+)%$/.exec(title)?.[1] ?? '';
    expect(titles).toHaveProperty([key]);
    expect(russianTitles).toHaveProperty([key]);
    expect(category).toBe('mlinvoke');
  });

  it('hides from the palette what needs an argument or cannot run', () => {
    const palette = new Map(contributes.menus['commandPalette']?.map((i) => [i.command, i.when]));
    for (const id of ['removeServer', 'openModelFile', 'copyModelUri'] as const) {
      expect(palette.get(commandIds[id])).toBe('false');
    }
    for (const id of ['stopServer', 'restartServer', 'copyServerUrl', 'openServer'] as const) {
      expect(palette.get(commandIds[id])).toBe('mlinvoke.hasServers');
    }
    expect(palette.get(commandIds.sendInvocation)).toContain('editorLangId == invoke');
    expect(palette.get(commandIds.buildImage)).toContain('isWorkspaceTrusted');
  });

  it('puts known commands into menus, each with its condition', () => {
    const items = Object.values(contributes.menus).flat();
    expect(items.length).toBeGreaterThan(20);
    for (const item of items) {
      expect(ids).toContain(item.command);
      expect(item.when.trim()).not.toBe('');
    }
    const builds = items.filter((item) => item.command === commandIds.buildImage);
    for (const item of builds) expect(item.when).toContain('isWorkspaceTrusted');
  });

  it('binds a key only inside .invoke files', () => {
    for (const { command: id, when } of contributes.keybindings) {
      expect(ids).toContain(id);
      expect(when).toContain('editorLangId == invoke');
    }
  });

  it('keeps what decides over code that runs out of a stranger’s hands', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    expect(restricted).toEqual(
      expect.arrayContaining(['mlinvoke.pythonPath', 'mlinvoke.engine', 'mlinvoke.trackingUri']),
    );
    const names = Object.keys(contributes.configuration.properties);
    for (const name of restricted) expect(names).toContain(name);
    expect(manifest.extensionKind).toEqual(['workspace']);
  });

  it('gives every setting a default', () => {
    for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
      expect(name).toMatch(/^mlinvoke\./);
      expect({ name, hasDefault: setting.default !== undefined }).toMatchObject({
        hasDefault: true,
      });
    }
  });

  it('has a walkthrough whose steps lead to commands and end with them', () => {
    const [walkthrough] = contributes.walkthroughs;
    expect(walkthrough?.steps).toHaveLength(4);
    for (const { description, completionEvents } of walkthrough?.steps ?? []) {
      const text = titles[description.replaceAll('%', '')] ?? '';
      const linked = [...text.matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id);
      for (const id of linked) expect(ids).toContain(id);
      for (const event of completionEvents) {
        const id = event.replace(/^onCommand:/, '');
        expect(ids).toContain(id);
        expect(linked).toContain(id);
      }
    }
  });

  it('draws the walkthrough in the colours of the theme', () => {
    const pictures = contributes.walkthroughs.flatMap(({ steps }) => steps.map((s) => s.media.svg));
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) {
      const colours = [...read(picture).matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, c]) => c);
      expect(colours.length).toBeGreaterThan(5);
      for (const colour of colours) expect(colour).toMatch(/^(none|var\(--vscode-.+\))$/);
    }
  });

  it('names only files that are there', () => {
    const files = [
      manifest.icon,
      ...contributes.walkthroughs.flatMap(({ icon, steps }) => [
        icon,
        ...steps.map(({ media }) => media.svg),
      ]),
      ...Object.values(contributes.views).flatMap((views) => views.map(({ icon }) => icon)),
      ...contributes.grammars.map(({ path }) => path),
    ];
    for (const file of files)
      expect({ file, isThere: existsSync(join(root, file)) }).toEqual({ file, isThere: true });
  });

  it('has grammars whose expressions and scopes fit', () => {
    for (const { path, scopeName } of contributes.grammars) {
      expect(JSON.parse(read(path))).toMatchObject({ scopeName });
    }
  });
});

describe('the texts', () => {
  it('have the same keys in both languages, and none that nobody uses', () => {
    expect(Object.keys(russianTitles).sort()).toEqual(Object.keys(titles).sort());
    const used = [...read('package.json').matchAll(/%([A-Za-z.]+)%/g)].map(([, key]) => key);
    expect(new Set(used)).toEqual(new Set(Object.keys(titles)));
  });

  it('keep their commands and placeholders in translation', () => {
    for (const [key, text] of Object.entries(titles)) {
      const links = (value: string) => [...value.matchAll(/\(command:[^)]*\)/g)].map(([l]) => l);
      expect({ key, links: links(russianTitles[key] ?? '') }).toEqual({ key, links: links(text) });
    }
  });

  it('in code are all translated', () => {
    const bundle = messages.parse(JSON.parse(read(join(manifest.l10n, 'bundle.l10n.ru.json'))));
    const literals = sourceFiles().flatMap((path) => localizedLiterals(read(path)));
    expect(literals.length).toBeGreaterThan(40);
    expect([...new Set(literals)].sort()).toEqual(Object.keys(bundle).sort());
    const holes = (text: string) => (text.match(/\{\d\}|\$\([\w-]+\)/g) ?? []).sort();
    for (const [text, translation] of Object.entries(bundle)) {
      expect({ text, holes: holes(translation) }).toEqual({ text, holes: holes(text) });
    }
  });
});

describe('the package', () => {
  it('holds what an allow list names, and nothing else', () => {
    const lines = read('.vscodeignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines[0]).toBe('**');
    for (const line of lines.slice(1)) expect(line).toMatch(/^!/);
    expect(lines).toContain(`!${manifest.main.replace(/^\.\//, '')}`);
    expect(lines).toContain(`!${manifest.icon}`);
    for (const part of ['iris.invoke', 'iris.csv', 'models/iris/**']) {
      expect(lines).toContain(`!samples/${part}`);
    }
  });
});

function sourceFiles(): string[] {
  const names = readdirSync(join(root, 'src/extension'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => `src/extension/${name}`);
}

/** Every text that stands in a call of l10n.t; a call with anything but a literal is a mistake. */
function localizedLiterals(source: string): string[] {
  const calls = source.match(/l10n\.t\(/g)?.length ?? 0;
  const found = [...source.matchAll(/l10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)];
  expect(found.length).toBe(calls);
  return found.map(([, single, double]) => (single ?? double ?? '').replaceAll("\\'", "'"));
}
