// A process that holds a Python engine and starts a grandchild through it, until it is killed.
import { findInterpreter } from '../../src/core/engines/python/find-interpreter.ts';
import { openPythonEngine } from '../../src/core/engines/python/open-python-engine.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { openLocalModel } from '../../src/core/model/local-model.ts';

const [python = '', folder = '', then = ''] = process.argv.slice(2);
const signal = new AbortController().signal;
const ask = (what: string) => ({
  contentType: 'application/json',
  body: Buffer.from(JSON.stringify({ dataframe_records: [{ what }] })),
});

async function hold(): Promise<void> {
  const interpreter = await findInterpreter({ python, environment: process.env });
  const model = await openLocalModel(folder);
  const engine = await openPythonEngine(model, { interpreter, logger: silentLogger });
  const reply = await engine.invoke?.(ask('child'), signal);
  process.stdout.write(`${Buffer.from(reply?.body ?? '').toString('utf8')}\n`);
  if (then) await engine.invoke?.(ask(then), signal);
  setInterval(() => {}, 1000);
}

void hold();
