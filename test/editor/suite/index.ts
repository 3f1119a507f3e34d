// Entry given to the editor as extensionTestsPath; runs inside the extension host.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeCoverage } from 'node:v8';
import Mocha from 'mocha';

interface TestRecord {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
  readonly error?: string | undefined;
}

/** Files named `restricted-…` run in Restricted Mode only, `trusted-…` only without it. */
function listFiles(): string[] {
  const other = process.env['EDITOR_TEST_KIND'] === 'restricted' ? 'trusted-' : 'restricted-';
  return readdirSync(__dirname)
    .filter((name) => name.endsWith('.test.cjs') && !name.startsWith(other))
    .sort()
    .map((name) => join(__dirname, name));
}

function writeReport(tests: readonly TestRecord[]): { passed: number; failed: number } {
  const count = (state: string) => tests.filter((test) => test.state === state).length;
  const totals = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
  const path = process.env['EDITOR_TEST_REPORT'];
  if (path) writeFileSync(path, JSON.stringify({ totals, tests }, null, 1));
  return totals;
}

/** Runs all tests; rejects when one failed or none passed, which the editor turns into its exit code. */
export function run(): Promise<void> {
  const tests: TestRecord[] = [];
  const grep = process.env['EDITOR_TEST_GREP'];
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    reporter: 'spec',
    color: false,
    ...(grep && { grep }),
  });
  const add = (state: TestRecord['state']) => (test: Mocha.Test, error?: Error) =>
    tests.push({
      title: test.fullTitle(),
      state,
      ms: test.duration ?? 0,
      error: error && (error.stack ?? error.message),
    });
  return new Promise<void>((resolve, reject) => {
    try {
      for (const file of listFiles()) mocha.addFile(file);
      const runner = mocha.run(() => {
        const { passed, failed } = writeReport(tests);
        // The extension host is killed before it would write this by itself.
        if (process.env['NODE_V8_COVERAGE']) takeCoverage();
        if (failed > 0 || passed === 0) reject(new Error(`${failed} failed, ${passed} passed`));
        else resolve();
      });
      runner.on('pass', add('passed')).on('fail', add('failed')).on('pending', add('skipped'));
    } catch (error) {
      // A test file that does not load never reaches the runner.
      const cause = error instanceof Error ? error : new Error(String(error));
      writeReport([{ title: 'load', state: 'failed', ms: 0, error: cause.stack }]);
      reject(cause);
    }
  });
}
