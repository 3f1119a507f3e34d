// node scripts/run-vitest.mjs PROJECT… runs these suites, keeps their report for the final count,
// and closes on a line `N passed, N failed`. A run that executed no test has failed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCounts, sayCounts } from './test-counts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const projects = process.argv.slice(2);
const results = join(root, 'test-results');
const report = join(results, `${projects.join('-')}.vitest.json`);
mkdirSync(results, { recursive: true });
rmSync(report, { force: true });

const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ],
  { cwd: root, stdio: 'inherit' },
);
const counts = readCounts([report]);
sayCounts(counts);
process.exitCode = status === 0 && counts.passed > 0 && counts.failed === 0 ? 0 : 1;
