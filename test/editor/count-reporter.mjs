// A reporter of node's test runner that writes { totals }, as the suites in the extension host do.
export default async function* countReporter(events) {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (data?.details?.type === 'suite') {
      continue;
    }
    if (type === 'test:fail') totals.failed += 1;
    else if (type === 'test:pass') totals[data.skip === undefined ? 'passed' : 'skipped'] += 1;
  }
  yield JSON.stringify({ totals });
}
