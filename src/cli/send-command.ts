import { type CliContext, exitCodes, writeJson } from './cli-context.ts';
import { formatOutcome, outcomeData } from './format-outcome.ts';
import { chooseBlocks, describeProblem, readInvokeSource } from './invoke-source.ts';
import { ModelServers } from './model-servers.ts';
import { type InvokeFlags, runBlock } from './run-block.ts';

/** The options of `mlinvoke send`. */
export interface SendFlags extends InvokeFlags {
  readonly name?: string;
  readonly line?: number;
}

/**
 * Sends one request of a `.invoke` file, or all in order, and prints each answer as it comes.
 * Exit code 1 when a check fails, or, for a request without checks, when the status is 400 or more.
 */
export async function send(path: string, flags: SendFlags, context: CliContext): Promise<number> {
  const source = await readInvokeSource(path, context);
  for (const problem of source.file.problems) {
    if (problem.severity === 'warning') context.note(`${describeProblem(source, problem)}\n`);
  }
  const servers = new ModelServers(flags, context);
  try {
    let isOk = true;
    for (const block of chooseBlocks(source, flags)) {
      const outcome = await runBlock(source, block, { flags, context, servers });
      if (flags.json) writeJson(context, outcomeData(outcome));
      else context.out(formatOutcome(outcome));
      isOk &&= outcome.ok;
    }
    return isOk ? exitCodes.ok : exitCodes.failed;
  } finally {
    await servers.close();
  }
}
