// Adds up the reports under test-results/: Vitest's, the in-editor suites' and the journeys'.
// node scripts/test-counts.mjs [STEPS] prints `N passed, N failed[, N skipped]` for all of them; so
// many steps have failed, which a suite that broke off before its report can only be known by.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Counts of one report; a report that is missing or holds no test counts as one failure. */
function countsOf(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const counts = report.totals ?? {
      passed: report.numPassedTests,
      failed: report.numFailedTests + brokenFiles(report),
      skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    };
    return counts.passed + counts.failed > 0 ? counts : { passed: 0, failed: 1, skipped: 0 };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** Files that failed before any of their tests could run. */
function brokenFiles(report) {
  return report.testResults.filter(
    (each) => each.status === 'failed' && each.assertionResults.length === 0,
  ).length;
}

export function readCounts(files) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of files.map(countsOf)) {
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  return sum;
}

export function sayCounts({ passed, failed, skipped }) {
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../test-results', import.meta.url));
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const reports = names.filter((name) => name.endsWith('.json'));
  const counts = readCounts(reports.map((name) => join(folder, name)));
  counts.failed = Math.max(counts.failed, Number(process.argv[2] ?? 0));
  sayCounts(counts);
  process.exitCode = counts.passed > 0 && counts.failed === 0 ? 0 : 1;
}
