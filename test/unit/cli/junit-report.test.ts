import { describe, expect, it } from 'vitest';
import { formatJunit, type TestCase } from '../../../src/cli/junit-report.ts';

const passed: TestCase = {
  file: 'a.invoke',
  name: 'one',
  line: 2,
  milliseconds: 12.5,
  kind: 'check',
  failures: [],
};

describe('formatJunit', () => {
  it('has a suite per file and counts failures and errors apart', () => {
    const report = formatJunit([
      passed,
      { ...passed, name: 'two', failures: ['found 1.', 'found 2.'] },
      { ...passed, file: 'b.invoke', kind: 'error', failures: ['no answer.'], milliseconds: 0 },
    ]);
    expect(report).toContain('<testsuites tests="3" failures="1" errors="1" time="0.0250">');
    expect(report).toContain('<testsuite name="a.invoke" tests="2" failures="1" errors="0"');
    expect(report).toContain('<failure message="found 1.">found 1.\nfound 2.</failure>');
    expect(report).toContain('<error message="no answer.">no answer.</error>');
  });

  it('escapes what XML reserves and replaces what it cannot hold', () => {
    const report = formatJunit([{ ...passed, name: '<"&">\u0000\u001b 花 🌸' }]);
    expect(report).toContain('name="&lt;&quot;&amp;&quot;&gt;\uFFFD\uFFFD 花 🌸"');
  });
});
