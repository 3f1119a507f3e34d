import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../src/core/read-yaml.ts';
import { toRunYaml } from '../../../src/extension/runs/run-yaml.ts';

describe('a run as YAML', () => {
  it('has facts at the margin and titled sections, and leaves out empty ones', () => {
    const text = toRunYaml([
      { values: [['Run', 'runs:/a1']] },
      { title: 'Params', values: [] },
      { title: 'Metrics', values: [['loss', 0.25]] },
    ]);
    expect(text).toBe('Run: runs:/a1\n\nMetrics:\n  loss: 0.25\n');
  });

  it('tells numbers from texts, and writes what is no number as MLflow does', () => {
    const values = [
      ['whole', 3],
      ['small', 1e-7],
      ['lost', Number.NaN],
      ['endless', -Infinity],
      ['digits', '3.0'],
      ['yes', 'true'],
      ['none', ''],
    ] as const;
    expect(toRunYaml([{ values }])).toBe(
      'whole: 3\nsmall: 1e-7\nlost: NaN\nendless: -Infinity\ndigits: "3.0"\nyes: "true"\nnone: ""\n',
    );
  });

  it('keeps the lines of a text, and never breaks one', () => {
    const long = 'word '.repeat(100).trim();
    const text = toRunYaml([
      {
        title: 'Tags',
        values: [
          ['note', 'one\ntwo: 2\n'],
          ['long', long],
        ],
      },
    ]);
    expect(text).toBe(`Tags:\n  note: |\n    one\n    two: 2\n  long: ${long}\n`);
  });

  it('keeps order and value of names and texts of any kind', () => {
    const values = [
      '10',
      '2',
      '__proto__',
      'a: b',
      '# c',
      '- d',
      '"',
      "'",
      '\u0000',
      'ключ 🙂',
      '|',
    ].map((text) => [text, `${text}\n\n ${text}`] as const);
    const read = readYaml(toRunYaml([{ title: 'Params', values }])) as { Params: object };
    const names = values.map(([name]) => name).filter((name) => name !== '__proto__');
    expect(
      Object.keys(read.Params)
        .filter((name) => name !== '__proto__')
        .sort(),
    ).toEqual(names.sort());
    for (const [name, value] of values) {
      expect(Object.getOwnPropertyDescriptor(read.Params, name)?.value).toBe(value);
    }
  });
});
