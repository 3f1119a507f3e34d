import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInvokeFile } from '../../../src/invoke/parse-invoke-file.ts';
import type { TextRange } from '../../../src/invoke/text-range.ts';

const sample = `@model = models:/iris@champion          # file variables
### one flower
# @model {{model}}
{ "dataframe_records": [ { "sepal length (cm)": 5.1 } ] }
?? status == 200
?? $.predictions[0] == "setosa"
?? $.predictions[1] ~= 0.97 +- 1e-6
### the same as CSV, from a file
POST /invocations
Content-Type: text/csv
< ./rows.csv
`;

/** The text that a range covers, for ranges on one line. */
function covered(text: string, range: TextRange): string | undefined {
  const line = text.split(/\r\n|\n/)[range.start.line];
  return line?.slice(range.start.character, range.end.character);
}

function messages(text: string): string[] {
  return parseInvokeFile(text).problems.map(({ message }) => message);
}

describe('the design example', () => {
  const file = parseInvokeFile(sample);

  it('has two blocks, one variable and no problem', () => {
    expect(file.problems).toEqual([]);
    expect(file.blocks.map(({ name }) => name)).toEqual([
      'one flower',
      'the same as CSV, from a file',
    ]);
    expect(file.variables.map(({ name, value }) => [name.text, value.text])).toEqual([
      ['model', 'models:/iris@champion'],
    ]);
  });

  it('takes a body directly below the directives and the checks directly below the body', () => {
    const block = file.blocks[0];
    expect(block?.directives.map(({ name, value }) => [name, value.text])).toEqual([
      ['model', '{{model}}'],
    ]);
    expect(block?.body).toMatchObject({
      kind: 'text-body',
      format: 'json',
      text: '{ "dataframe_records": [ { "sepal length (cm)": 5.1 } ] }',
    });
    expect(block?.checks.map(({ source }) => source.text)).toEqual([
      'status == 200',
      '$.predictions[0] == "setosa"',
      '$.predictions[1] ~= 0.97 +- 1e-6',
    ]);
  });

  it('takes a body from a file directly below the headers', () => {
    const block = file.blocks[1];
    expect(block?.request?.method.text).toBe('POST');
    expect(block?.request?.target.text).toBe('/invocations');
    expect(block?.headers.map(({ name, value }) => [name.text, value.text])).toEqual([
      ['Content-Type', 'text/csv'],
    ]);
    expect(block?.body).toMatchObject({ kind: 'file-body', path: { text: './rows.csv' } });
  });

  it('gives every symbol the range of its text', () => {
    const [first, second] = file.blocks;
    expect(first && covered(sample, first.nameRange)).toBe('one flower');
    expect(first?.range).toEqual({
      start: { line: 1, character: 0 },
      end: { line: 6, character: 35 },
    });
    expect(file.variables.map(({ value }) => covered(sample, value.range))).toEqual([
      'models:/iris@champion',
    ]);
    expect(first?.directives.map(({ nameRange }) => covered(sample, nameRange))).toEqual(['model']);
    expect(first?.directives.map(({ value }) => covered(sample, value.range))).toEqual([
      '{{model}}',
    ]);
    expect(first?.checks.map(({ range }) => covered(sample, range))[0]).toBe('?? status == 200');
    expect(first?.checks.map(({ source }) => covered(sample, source.range))[0]).toBe(
      'status == 200',
    );
    expect(second?.request && covered(sample, second.request.target.range)).toBe('/invocations');
    expect(second?.headers.map(({ value }) => covered(sample, value.range))).toEqual(['text/csv']);
  });

  it('reads the same from a file with CRLF and a byte order mark', () => {
    expect(parseInvokeFile(`\uFEFF${sample.replaceAll('\n', '\r\n')}`)).toEqual(file);
  });
});

describe('blocks', () => {
  it('are none in an empty file', () => {
    expect(parseInvokeFile('')).toEqual({
      variables: [],
      directives: [],
      comments: [],
      blocks: [],
      problems: [],
    });
  });

  it('are one in a file without any ###', () => {
    const file = parseInvokeFile('# @model ./iris\n\na,b\n1,2\n');
    expect(file.blocks).toMatchObject([
      { name: 'request 1', body: { format: 'csv', text: 'a,b\n1,2' }, isSendable: true },
    ]);
    expect(file.directives).toMatchObject([{ name: 'model', value: { text: './iris' } }]);
  });

  it('leave directives before the first ### to the file', () => {
    const file = parseInvokeFile('# @target http://h:1\n# about\n### a\nGET /ping');
    expect(file.directives).toMatchObject([{ name: 'target', value: { text: 'http://h:1' } }]);
    expect(file.blocks).toMatchObject([{ name: 'a', directives: [] }]);
    expect(file.comments).toHaveLength(1);
  });

  it('are named by # @name before the ### title', () => {
    const file = parseInvokeFile('### title\n# @name größe 花\nGET /ping');
    expect(file.blocks.map(({ name }) => name)).toEqual(['größe 花']);
  });

  it('are not made by a bare ### between or behind others', () => {
    expect(parseInvokeFile('###\nGET /ping\n###\n###\n').blocks).toHaveLength(1);
  });

  it('that are named but send nothing are kept and warned about', () => {
    const file = parseInvokeFile('### soon\n');
    expect(file.blocks).toMatchObject([{ name: 'soon', isSendable: false }]);
    expect(file.problems).toMatchObject([{ severity: 'warning' }]);
    expect(messages('### soon\n')[0]).toContain('"soon" sends nothing');
  });

  it('with the same name are warned about', () => {
    const text = '### a\nGET /ping\n### a\nGET /health';
    expect(parseInvokeFile(text).problems).toMatchObject([
      { severity: 'warning', range: { start: { line: 2, character: 4 } } },
    ]);
  });
});

describe('bodies', () => {
  const bodyOf = (text: string) => parseInvokeFile(text).blocks[0]?.body;

  it('keep empty lines and drop those at the end', () => {
    expect(bodyOf('POST /invocations\n\n\n{\n\n"a": 1}\n\n\n?? status == 200')).toMatchObject({
      text: '{\n\n"a": 1}',
      range: { start: { line: 3, character: 0 }, end: { line: 5, character: 7 } },
    });
  });

  it('of JSON replace comment lines by blank ones, so that positions stay', () => {
    expect(bodyOf('{\n# why\n"a": 1\n// end\n}\n# after')).toMatchObject({
      text: '{\n\n"a": 1\n\n}',
    });
  });

  it('of CSV keep every line but the comments behind a blank line at the end', () => {
    expect(bodyOf('a,b\n#1,2\n\n# note\n?? status == 200')).toMatchObject({ text: 'a,b\n#1,2' });
    expect(bodyOf('a,b\n1,2\n#3,4\n')).toMatchObject({ text: 'a,b\n1,2\n#3,4' });
  });

  it('need an empty line between the headers and a CSV', () => {
    expect(messages('POST /invocations\na,b\n1,2')).toEqual([
      '"a,b" is not a header (Name: value). Leave an empty line before the body.',
    ]);
  });

  it('from a file take only checks after them', () => {
    expect(messages('< rows.csv\n1,2')[0]).toContain('"1,2" stands after the body from a file');
  });
});

describe('problems', () => {
  it.each([
    ['# @modle x\nGET /ping', 'There is no directive "@modle"'],
    ['# @model\nGET /ping', '"# @model" gives no value'],
    ['# @model: x\nGET /ping', '"# @model: x" gives no value. Write # @model and, after a space'],
    ['@1 = 2\nGET /ping', '"@1 = 2" is not a variable'],
    ['@a\nGET /ping', '"@a" is not a variable'],
    ['FETCH /ping', '"FETCH" is not an HTTP method'],
    ['GET /a b', 'holds a space'],
    ['Content-Type: text/csv\n\na\n1', 'has no request line'],
    ['http://h/invocations', 'has no method before it'],
    ['### a\n# @model x\n# @model y\n{}', 'There is a second # @model'],
    ['### a\n# @model x\n# @target http://h\n{}', 'not to both'],
    ['### a\n# @model x\nPOST http://h/invocations\n\n{}', 'so # @model has no effect'],
    ['{}\n?? status == 200\nrest', 'stands after the checks'],
    ['{}\n?? status is 200', '"is 200" is no operator'],
  ])('name what is wrong in %j', (text, message) => {
    expect(messages(text)).toEqual([expect.stringContaining(message)]);
  });

  it('leave a check with a variable to the time when it is known', () => {
    expect(messages('{}\n?? status == {{code}}')).toEqual([]);
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    '### a\n',
    '###\r\n',
    '# @model x\n',
    '# @',
    '@a = b\n',
    'POST /x\n',
    'A: b\n',
    '\n',
    '{',
    '}',
    '< f\n',
    '?? status == 200\n',
    '?? ',
    '$.a[0]',
    '\uFEFF',
    'é花\n',
    ' ',
  );

  it('is parsed without throwing, with every range inside the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 30 }).map((a) => a.join('')),
        ),
        (text) => {
          const file = parseInvokeFile(text);
          const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
          const symbols = [...file.variables, ...file.blocks, ...file.problems, ...file.comments];
          for (const { range } of symbols) {
            expect(range.start.line).toBeLessThanOrEqual(range.end.line);
            expect(range.end.character).toBeLessThanOrEqual(lines[range.end.line]?.length ?? -1);
          }
        },
      ),
    );
  });
});
