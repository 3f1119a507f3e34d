import type { ModelInput, Prediction } from '../../src/core/data/model-input.ts';
import type { Engine, EngineKind } from '../../src/core/engines/engine.ts';

/** An engine that keeps what it was asked and answers with a plain function. */
export interface RecordingEngine extends Engine {
  readonly inputs: readonly ModelInput[];
}

/** By default every row is answered with its number in the chunk, as int64. */
export function createRecordingEngine(
  answer: (input: ModelInput) => Prediction = countRows,
  kind: EngineKind = 'native',
): RecordingEngine {
  const inputs: ModelInput[] = [];
  return {
    kind,
    inputs,
    predict(input, _params, signal) {
      signal.throwIfAborted();
      inputs.push(input);
      return Promise.resolve(answer(input));
    },
    close: () => Promise.resolve(),
  };
}

function countRows(input: ModelInput): Prediction {
  const rowCount = input.kind === 'table' ? input.rowCount : 0;
  const values = BigInt64Array.from({ length: rowCount }, (_, row) => BigInt(row));
  return { kind: 'tensor', dtype: 'int64', values, shape: [rowCount] };
}
