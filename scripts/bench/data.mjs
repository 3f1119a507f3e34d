// How long the data rooms take for a table of numbers: median milliseconds of parse and enforce.
import { bundleSource } from './bundle-source.mjs';
import { line, median } from './report.mjs';

const rows = 1000;
const columns = 30;
const names = Array.from({ length: columns }, (_, index) => `feature ${index}`);
// A generator of its own, so that every run reads the same numbers.
let state = 42;
const draw = () => (state = (state * 48271) % 2147483647) / 2147483647;
const measured = Array.from({ length: rows }, () =>
  names.map(() => Number((draw() * 100).toFixed(3))),
);
const exact = Array.from({ length: rows }, () => names.map(() => (draw() - 0.5) * 100));
const toCsv = (data) => [names.join(','), ...data.map((row) => row.join(','))].join('\n');
const toRecords = (data) =>
  data.map((row) => Object.fromEntries(row.map((cell, index) => [names[index], cell])));

const schema = {
  kind: 'columns',
  columns: names.map((name) => ({
    name,
    type: { kind: 'scalar', type: 'double' },
    required: true,
  })),
};
const bodies = {
  'CSV, three decimals': ['text/csv', toCsv(measured)],
  'CSV, all digits': ['text/csv', toCsv(exact)],
  'JSON split, three decimals': json({ dataframe_split: { columns: names, data: measured } }),
  'JSON split, all digits': json({ dataframe_split: { columns: names, data: exact } }),
  'JSON records': json({ dataframe_records: toRecords(measured) }),
  'JSON inputs, rows': json({ inputs: measured }),
  'JSON inputs, columns': json({
    inputs: Object.fromEntries(
      names.map((name, index) => [name, measured.map((row) => row[index])]),
    ),
  }),
};

function json(value) {
  return ['application/json', JSON.stringify(value)];
}

export async function* benchData() {
  const { enforceSignature, parseRequest } = await bundleSource(`
    export { enforceSignature } from './core/data/enforce/enforce-signature.ts';
    export { parseRequest } from './core/data/parse/parse-request.ts';`);
  for (const [label, [contentType, text]] of Object.entries(bodies)) {
    const body = Buffer.from(text);
    for (const inputs of [schema, undefined]) {
      const isPositional = inputs && label.endsWith('rows');
      const unnamed = {
        ...schema,
        columns: schema.columns.map(({ type, required }) => ({ type, required })),
      };
      const signature = inputs && { inputs: isPositional ? unnamed : inputs };
      const times = Array.from({ length: 60 }, () => {
        const start = performance.now();
        const { input } = parseRequest(body, contentType, signature);
        enforceSignature(input, signature?.inputs);
        return performance.now() - start;
      });
      const name = `data: ${label}, ${inputs ? 'signature of doubles' : 'no signature'}`;
      yield line(name, 'ms', median(times.slice(20)), {});
    }
  }
}
