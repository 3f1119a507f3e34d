import type { PredictMethod } from '../../src/core/engines/native/methods.ts';
import type { EstimatorFixture } from './estimator-fixtures.ts';

/** What one recorded model showed when it was replayed. */
export interface Replayed {
  readonly fixture: EstimatorFixture;
  readonly methods: readonly PredictMethod[];
  /** The largest difference from the library, relative to at least 1. */
  readonly largest: number;
  readonly answerCount: number;
}

const introduction = `# Estimators

What the native engine runs, measured: every line is what \`test/unit/engines/native/estimators.test.ts\` saw when it replayed models that the real libraries saved, of every version named, and compared with what those versions answered. The test writes this page (\`npm run estimators\`) and fails when it is not true.

Exactness is the largest difference of any answer: labels are always equal; *same bits* means that no float differed at all, the other figures are relative to at least 1. Where a library computes in float32, so do we, and the last bits of a float32 differ.

Whatever is not in this table is refused by name when a model is loaded, and \`--engine auto\` then looks for Python.
`;

/** The whole text of docs/ESTIMATORS.md. */
export function estimatorTable(replayed: readonly Replayed[]): string {
  const families = [...new Set(replayed.map(({ fixture }) => fixture.family))].sort();
  const sections = families.map((family) => {
    const members = replayed.filter(({ fixture }) => fixture.family === family);
    const names = [...new Set(members.flatMap(({ fixture }) => fixture.estimators))].sort();
    const rows = names.map((name) =>
      tableRow(
        name,
        members.filter(({ fixture }) => fixture.estimators.includes(name)),
      ),
    );
    const header =
      '| estimator | methods | saved by | models, answers | exactness |\n| --- | --- | --- | --- | --- |';
    return `## ${family}\n\n${header}\n${rows.join('\n')}\n`;
  });
  return [introduction, ...sections].join('\n');
}

function tableRow(name: string, members: readonly Replayed[]): string {
  const methods = [...new Set(members.flatMap((member) => member.methods))];
  const answers = members.reduce((sum, { answerCount }) => sum + answerCount, 0);
  const largest = Math.max(...members.map((member) => member.largest));
  return `| ${name} | ${methods.map((method) => `\`${method}\``).join(' ')} | ${savedBy(members)} | ${members.length}, ${answers} | ${exactness(largest)} |`;
}

function savedBy(members: readonly Replayed[]): string {
  const libraries = [...new Set(members.map(({ fixture }) => fixture.library))].sort();
  return libraries
    .map((library) => {
      const own = members.filter(({ fixture }) => fixture.library === library);
      const versions = [...new Set(own.map(({ fixture }) => fixture.libraryVersion))];
      versions.sort(new Intl.Collator('en', { numeric: true }).compare);
      const shown = versions.length > 2 ? [versions[0], '…', versions.at(-1)] : versions;
      return `${library} ${shown.join(' ')} (${versions.length})`;
    })
    .join(', ');
}

/** A power of ten above the difference, so that the page does not change with every machine. */
function exactness(largest: number): string {
  if (largest === 0) return 'same bits';
  const steps = [1e-14, 1e-12, 1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3];
  return `within ${steps.find((step) => largest <= step)?.toExponential() ?? String(largest)}`;
}
