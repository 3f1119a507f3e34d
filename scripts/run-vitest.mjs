// node scripts/run-vitest.mjs PROJECT… runs these suites, keeps their report for the final count,
// and closes on a line `N passed, N failed`. A run in which a suite executed no test has failed.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './run-program.mjs';
import { readCounts, sayCounts } from './test-counts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const projects = process.argv.slice(2);
const results = join(root, 'test-results');
const report = join(results, `${projects.join('-')}.vitest.json`);
mkdirSync(results, { recursive: true });
rmSync(report, { force: true });

const status = await runNode([
  'node_modules/vitest/vitest.mjs',
  'run',
  ...projects.flatMap((project) => ['--project', project]),
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]);
const counts = readCounts([report]);
const empty = emptySuites();
for (const project of empty) console.error(`No test of the suite "${project}" was executed.`);
counts.failed += empty.length;
sayCounts(counts);
process.exitCode = status === 0 && counts.passed > 0 && counts.failed === 0 ? 0 : 1;

/** Suites without an executed test; a project's tests lie in the folder of its name. */
function emptySuites() {
  if (!existsSync(report)) return [];
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const isExecuted = ({ status: outcome }) => outcome === 'passed' || outcome === 'failed';
  const executed = testResults
    .filter(({ assertionResults }) => assertionResults.some(isExecuted))
    .map(({ name }) => relative(root, name).replaceAll('\\', '/'));
  return projects.filter(
    (project) => !executed.some((name) => name.startsWith(`test/${project}/`)),
  );
}
