import type { ModelInput, Params, Prediction } from '../../src/core/data/model-input.ts';
import type { Engine } from '../../src/core/engines/engine.ts';

/** What a {@link fakeEngine} does with a request. */
export type Predict = (
  input: ModelInput,
  params: Params | undefined,
  signal: AbortSignal,
) => Promise<Prediction>;

/** An engine for tests of what surrounds engines; it answers 1 for every request by default. */
export function fakeEngine(predict: Predict = answerOne): Engine & { readonly closes: number } {
  let closes = 0;
  return {
    kind: 'native',
    predict,
    close: async () => {
      closes += 1;
    },
    get closes() {
      return closes;
    },
  };
}

const answerOne: Predict = async () => ({
  kind: 'tensor',
  dtype: 'int64',
  values: BigInt64Array.of(1n),
  shape: [1],
});
