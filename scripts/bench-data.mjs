// How long the data rooms take for a table of numbers: median milliseconds of parse and enforce.
//     node scripts/bench-data.mjs [ROWS] [COLUMNS]
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const {
  outputFiles: [bundle],
} = await build({
  stdin: {
    contents: `export { enforceSignature } from './enforce/enforce-signature.ts';
      export { parseRequest } from './parse/parse-request.ts';`,
    resolveDir: fileURLToPath(new URL('../src/core/data', import.meta.url)),
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
});
const module = `data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`;
const { enforceSignature, parseRequest } = await import(module);

const [rows = 1000, columns = 30] = process.argv.slice(2).map(Number);
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

function median(times) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}

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
    const middle = median(times.slice(20)).toFixed(2).padStart(7);
    console.log(`${middle} ms  ${label}, ${inputs ? 'signature of doubles' : 'no signature'}`);
  }
}
