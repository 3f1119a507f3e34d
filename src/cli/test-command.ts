import { resolve } from 'node:path';
import { writeFileSafely } from '../core/batch/write-file-safely.ts';
import { MlflowError } from '../core/errors.ts';
import type { InvokeBlock } from '../invoke/invoke-file.ts';
import { type CliContext, exitCodes, writeJson } from './cli-context.ts';
import { failureReasons, outcomeData } from './format-outcome.ts';
import { describeProblem, type InvokeSource, readInvokeSource } from './invoke-source.ts';
import { formatJunit, type TestCase } from './junit-report.ts';
import { ModelServers } from './model-servers.ts';
import { type BlockOutcome, type InvokeFlags, runBlock, type RunOptions } from './run-block.ts';

/** The options of `mlinvoke test`. */
export interface TestFlags extends InvokeFlags {
  readonly junit?: string;
}

/**
 * Sends every request of the files and evaluates all checks; one failure does not stop the others.
 * Ends on the line `N passed, N failed`. Exit code 1 when a request fails or none was found.
 */
export async function test(
  paths: readonly string[],
  flags: TestFlags,
  context: CliContext,
): Promise<number> {
  const servers = new ModelServers(flags, context);
  try {
    const cases: TestCase[] = [];
    for (const path of paths) {
      const source = await readInvokeSource(path, context);
      cases.push(...(await testFile(source, { flags, context, servers })));
    }
    if (cases.length === 0) throw nothingToTest(paths);
    if (flags.junit !== undefined) {
      const report = resolve(context.workingDirectory, flags.junit);
      await writeFileSafely(report, (append) => append(formatJunit(cases)));
    }
    const failed = cases.filter(({ failures }) => failures.length > 0).length;
    if (!flags.json) context.out(`${cases.length - failed} passed, ${failed} failed\n`);
    return failed === 0 ? exitCodes.ok : exitCodes.failed;
  } finally {
    await servers.close();
  }
}

async function testFile(source: InvokeSource, options: RunOptions): Promise<TestCase[]> {
  const { context, flags } = options;
  for (const problem of source.file.problems) context.note(`${describeProblem(source, problem)}\n`);
  const cases: TestCase[] = [];
  for (const block of source.file.blocks.filter(({ isSendable }) => isSendable)) {
    const testCase = await testBlock(source, block, options);
    cases.push(testCase);
    if (!flags.json) context.out(formatCase(testCase));
  }
  return cases;
}

async function testBlock(
  source: InvokeSource,
  block: InvokeBlock,
  options: RunOptions,
): Promise<TestCase> {
  const { flags, context } = options;
  const identity = { file: source.label, name: block.name, line: block.range.start.line + 1 };
  try {
    const outcome = await runBlock(source, block, options);
    if (flags.json) writeJson(context, outcomeData(outcome));
    return { ...identity, milliseconds: outcome.exchange.milliseconds, ...judge(outcome) };
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    if (flags.json) writeJson(context, { ...identity, ok: false, error: error.message });
    return { ...identity, milliseconds: 0, kind: 'error', failures: [error.message] };
  }
}

function judge(outcome: BlockOutcome): Pick<TestCase, 'kind' | 'failures'> {
  return { kind: 'check', failures: failureReasons(outcome) };
}

function formatCase({ file, name, milliseconds, failures }: TestCase): string {
  const mark = failures.length === 0 ? '✓' : '✗';
  const reasons = failures.map((failure) => `    ${failure}\n`).join('');
  return `${mark} ${file} › ${name} (${milliseconds.toFixed(1)} ms)\n${reasons}`;
}

/** A run that checked nothing must not look like one that passed. */
function nothingToTest(paths: readonly string[]): MlflowError {
  return new MlflowError(
    'RESOURCE_DOES_NOT_EXIST',
    `There is no request in ${paths.join(', ')}, so nothing was tested. Give files with at least one request.`,
  );
}
