import { describe, expect, it } from 'vitest';
import { checkNames } from '../../../../src/core/store/artifacts/download/artifact-names.ts';

function check(names: readonly string[], system = 'linux') {
  return () =>
    checkNames(
      names.map((path) => ({ path })),
      's3://bucket/model',
      system,
    );
}

describe('names of artifacts', () => {
  it.each([
    '../evil',
    'a/../../evil',
    '/etc/passwd',
    'C:/evil',
    'c:evil',
    '..\\evil',
    'a\\b',
    'a\0b',
    './a',
    'a//b',
    '',
    'a/',
    '%2e%2e/evil',
    '..%2fevil',
    '%252e%252e%252fevil',
    '%2Fetc/passwd',
    'a%00b',
    '..%5cevil',
  ])('%j is refused, since it leads out', (name) => {
    expect(check([name])).toThrow(/a name that leads out of the model's folder\. Nothing was/);
  });

  it.each(['100% sure.csv', 'ü/模型.bin', 'a b', '..a', 'a..', '...', 'con', 'ab:c'])(
    '%j is a name like any other',
    (name) => {
      expect(check([name])).not.toThrow();
    },
  );

  it.each(['con', 'NUL.txt', 'a/lpt1', 'ab:c', 'a ', 'a.', 'a?', 'a|b', 'a"b', 'a\tb', 'COM¹'])(
    '%j is refused on Windows',
    (name) => {
      expect(check([name], 'win32')).toThrow('a name that Windows does not allow');
    },
  );

  it.each(['win32', 'darwin'])('that differ only by case are refused on %s', (system) => {
    expect(check(['Model.pkl', 'model.pkl'], system)).toThrow('cannot tell from "Model.pkl"');
    expect(check(['Model.pkl', 'model.pkl'])).not.toThrow();
  });

  it('are refused twice, and as a file and a folder at once', () => {
    expect(check(['a', 'a'])).toThrow('"a", twice');
    expect(check(['a', 'a/b'])).toThrow('"a", both as a file and as a folder');
    expect(check(['A/b', 'a'], 'win32')).toThrow('both as a file and as a folder');
  });
});
