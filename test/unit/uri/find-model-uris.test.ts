import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findModelUris, findModelUriSlot } from '../../../src/core/uri/strings/find-model-uris.ts';
import { scanStrings, scannedLanguages } from '../../../src/core/uri/strings/scan-strings.ts';

const urisIn = (text: string, languageId: string): string[] =>
  findModelUris(text, languageId).map(({ start, end, uri }) => {
    expect(text.slice(start, end)).toBe(uri);
    return uri;
  });

/** The slot at `|`. */
const slotAt = (marked: string, languageId: string) =>
  findModelUriSlot(marked.replace('|', ''), languageId, marked.indexOf('|'));

describe('model URIs in Python', () => {
  it.each([
    ['double quotes', 'm = load_model("models:/iris/1")'],
    ['single quotes', "m = load_model('models:/iris/1')"],
    ['three quotes', 'm = """models:/iris/1"""'],
    ['three quotes around single ones', "x = '''it's''' , 'models:/iris/1'"],
    ['a raw string', 'm = r"models:/iris/1"'],
    ['bytes', "m = Rb'models:/iris/1'"],
    ['an f-string without braces', 'm = f"models:/iris/1"'],
    ['the braces of an f-string', 'print(f"got {load_model("models:/iris/1")!r:>{width}} here")'],
    ['a string behind escaped quotes', String.raw`a = "say \"hi\"", 'don\'t', "models:/iris/1"`],
    ['a string behind a raw one that ends in two backslashes', 'a = r"\\\\", "models:/iris/1"'],
    ['a string behind a comment with a quote', '# don\'t\nm = "models:/iris/1"'],
    ['a string behind one without end', 'a = "oops\nm = "models:/iris/1"'],
    ['a string behind an f-string without end', 'a = f"{x["\nm = "models:/iris/1"'],
    ['spaces around it', 'm = " models:/iris/1 "'],
    ['a line with Windows ends', 'm = "models:/iris/1"\r\n%time 3'],
    ['the line before a magic command', 'm = "models:/iris/1"\n%time 3'],
  ])('are found in %s', (_, text) => {
    expect(urisIn(text, 'python')).toEqual(['models:/iris/1']);
  });

  it.each([
    ['a comment', '# "models:/iris/1"'],
    ['an f-string with braces', 'm = f"models:/{name}/1"'],
    ['an f-string with doubled braces', 'm = f"models:/{{name}}/1"'],
    ['a template', 'm = "models:/{}/1".format(name)'],
    ['a string that is added to', 'm = "models:/iris/" + str(version)'],
    ['a string that goes on in the next line', 'm = ("models:/iris"\n     "/1")'],
    ['a string with %', 'm = "models:/iris/%d" % version'],
    ['the middle of a string', 'm = "see models:/iris/1"'],
    ['text of several lines', '"""models:/iris/1\nis the best"""'],
    ['the bare scheme', 'm = "models:/"'],
    ['a string with escapes', String.raw`m = "models:/ir\x69s/1"`],
    ['what only looks like a prefix', 'm = models:/iris/1'],
    ['a placeholder', 'm = "models:/<name>/1"'],
  ])('are not seen in %s', (_, text) => {
    expect(urisIn(text, 'python')).toEqual([]);
  });
});

describe('model URIs in YAML', () => {
  it.each([
    ['without quotes', 'model_uri: models:/iris@champion # the best\n'],
    ['in double quotes', 'model_uri: "models:/iris@champion"\n'],
    ['in single quotes', "a: 'it''s'\nmodel_uri: 'models:/iris@champion'\n"],
    ['in a list', 'models:\n  - models:/iris@champion\n'],
    ['in a list in brackets', 'models: [a, models:/iris@champion, b]\n'],
    ['over several lines of brackets', 'models: [\n  models:/iris@champion,\n  b\n]\n'],
    ['in a map in braces', '{model: models:/iris@champion}'],
    ['behind a tag and an anchor', 'model: !uri &best models:/iris@champion'],
    ['behind a text block', '- run: |\n    it\'s "so\n  name: models:/iris@champion\n'],
  ])('are found %s', (_, text) => {
    expect(urisIn(text, 'yaml')).toEqual(['models:/iris@champion']);
  });

  it.each([
    ['a comment', '# models:/iris/1\na: 1 # models:/iris/1\n'],
    ['a text block', 'run: |\n  models:/iris/1\n'],
    ['a template', 'a: models:/${{ inputs.name }}/1\n'],
    ['a key', '"models:/iris/1": best\n'],
    ['the middle of a text', 'run: serve -m models:/iris/1\n'],
  ])('are not seen in %s', (_, text) => {
    expect(urisIn(text, 'yaml')).toEqual([]);
  });
});

describe('model URIs in JSON', () => {
  it('are found in values, not in keys, comments or the middle of texts', () => {
    const text = `// "models:/a/1"
      { /* "models:/b/1" */ "models:/c/1": "models:/d/1", "x": ["say \\"", "runs:/0a1b/model"],
        "y": "see models:/e/1", "broken: "models:/f/1" }`;
    expect(urisIn(text, 'jsonc')).toEqual(['models:/d/1', 'runs:/0a1b/model']);
  });

  it('are found behind a string without end', () => {
    expect(urisIn('{"a": "oops\n "b": "models:/iris/1"}', 'json')).toEqual(['models:/iris/1']);
  });
});

describe('model URIs elsewhere', () => {
  it('are found in the @model lines of .invoke files only', () => {
    const text = '# @model models:/iris/1\n### one\n# models:/iris/2\n{"a": "models:/iris/3"}\n';
    expect(urisIn(text, 'invoke')).toEqual(['models:/iris/1']);
  });

  it('are not looked for in languages that are not known', () => {
    expect(urisIn('"models:/iris/1"', 'rust')).toEqual([]);
  });
});

describe('the place where a URI is being written', () => {
  it.each([
    ['python', 'load_model("models:/ir|is/1")', 'models:/ir'],
    ['python', 'x = "runs:/|', 'runs:/'],
    ['python', 'mlflow.pyfunc.load_model("|")', ''],
    ['python', 'MODEL_URI: str = "mod|"', 'mod'],
    ['python', 'os.getenv("MODEL_URI", "|")', ''],
    ['python', "serve(model_uri=r'|')", ''],
    ['python', 'config = {"model_uri": "|"}', ''],
    ['json', '{"model_uri": "|"}', ''],
    ['json', '{"any": "models:/|"}', 'models:/'],
    ['yaml', 'model_uri: |', ''],
    ['yaml', 'a: 1\nMODEL_URI: models:/iris@|\nb: 2', 'models:/iris@'],
    ['yaml', 'model-uri: "|"', ''],
    ['invoke', '# @model models:/|', 'models:/'],
  ])('is seen in %s: %s', (languageId, marked, before) => {
    expect(slotAt(marked, languageId)).toMatchObject({ before });
  });

  it.each([
    ['python', 'print("|")'],
    ['python', 'print("mod|")'],
    ['python', '# load_model("|")'],
    ['python', 'load_model(|"models:/iris/1")'],
    ['python', 'load_model(f"models:/{name}/|")'],
    ['python', '"""\nload_model("|")\n"""'],
    ['json', '{"model_uri|": 1}'],
    ['json', '{"title": "|"}'],
    ['yaml', 'title: |'],
    ['yaml', 'model_uri|: x'],
  ])('is not seen in %s: %s', (languageId, marked) => {
    expect(slotAt(marked, languageId)).toBeUndefined();
  });

  it('spans the whole string, so that the rest of an old URI goes', () => {
    expect(slotAt('load_model("models:/ir|is/1")', 'python')).toEqual({
      start: 12,
      end: 26,
      before: 'models:/ir',
    });
  });
});

describe('any text at all', () => {
  const pieces = fc.constantFrom(
    '"',
    "'",
    '"""',
    "'''",
    '\\',
    '\n',
    '\r\n',
    '{',
    '}',
    '[',
    ']',
    ':',
    ': ',
    ',',
    '#',
    ' #',

    'f"',
    'r"',
    '- ',
    '|',
    '>',
    '/*',
    '*/',
    '//',
    '# @model ',
    ' ',
    '\t',
    'a',
    'é',
    '\u{1F600}',
    'models:/',
    'runs:/',
    'iris',
    '/1',
    '@champion',
    'model_uri',
    '=',
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 80 }),
  );

  it.each(scannedLanguages)('is read as %s into strings that are where they say', (languageId) => {
    fc.assert(
      fc.property(text, fc.nat(80), (source, offset) => {
        for (const { start, end, text: content } of scanStrings(source, languageId)) {
          expect(source.slice(start, end)).toBe(content);
        }
        for (const { start, end, uri } of findModelUris(source, languageId)) {
          expect(source.slice(start, end)).toBe(uri);
          expect(uri).toMatch(/^(models|runs):\//i);
          expect(uri).not.toMatch(/[{}\r\n]/);
        }
        const slot = findModelUriSlot(source, languageId, offset);
        expect(slot?.before).toBe(slot && source.slice(slot.start, offset));
      }),
      { numRuns: 400 },
    );
  });

  it.each(scannedLanguages)('written as %s is found whatever stands around it', (languageId) => {
    const uri = fc
      .tuple(fc.constantFrom('models:/', 'runs:/'), fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/))
      .map(([scheme, name]) => `${scheme}${name}/1`);
    const noise = fc.array(fc.constantFrom('a', 'it', ' ', 'é', '1', '-x', '"b"', "'c'"));
    fc.assert(
      fc.property(uri, noise, noise, (wanted, before, after) => {
        const source = lineWith(languageId, wanted, [before.join(''), after.join('')]);
        expect(findModelUris(source, languageId).map((found) => found.uri)).toContain(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['f"{', '"', "'''", '{', '[', '- ', ': ', ' ', 'a', '\\', '#', '/*', '"a"', '!', "''"])(
    'is read in one go: a long run of %s',
    (piece) => {
      const long = piece.repeat(Math.floor(400_000 / piece.length));
      for (const languageId of scannedLanguages) {
        for (const source of [long, `a: ${long}"models:/iris/1"`, `- "a" ${long}x`]) {
          expect(() => findModelUris(source, languageId)).not.toThrow();
        }
      }
    },
    60_000,
  );

  it('is left alone when nobody can have written it by hand', () => {
    expect(findModelUris(`"models:/iris/1"${' '.repeat(1_000_000)}`, 'python')).toEqual([]);
  });
});

function lineWith(languageId: string, uri: string, around: readonly [string, string]): string {
  const [before, after] = around;
  switch (languageId) {
    case 'python':
      return `# ${before}\nx = "${uri}" # ${after}\n`;
    case 'yaml':
      return `# ${before}\nx: ${uri} # ${after}\n`;
    case 'invoke':
      return `# ${before}\n# @model ${uri}\n### ${after}\n`;
    default:
      return `{${JSON.stringify(before)}: "${uri}", "y": ${JSON.stringify(after)}}`;
  }
}
