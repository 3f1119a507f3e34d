import type { EstimatorState } from '../../translate/estimator-state.ts';
import { readMatrix, readVector } from '../../translate/read-arrays.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import { sharedFloats } from '../../shared-memory.ts';
import type { PowerPlan, QuantileFeature, QuantilePlan } from './plans.ts';
import { translateStandardScaler } from './translate-scaler.ts';

/** sklearn.preprocessing.PowerTransformer; `_scaler` is there when it standardizes. */
export function translatePower(state: EstimatorState, child: ChildTranslator): PowerPlan {
  const method = state.string('method');
  if (method !== 'box-cox' && method !== 'yeo-johnson') {
    throw state.refusal(`whose parameter method is "${method ?? 'None'}"`);
  }
  const lambdas = readVector(state, 'lambdas_').values;
  const scaler = state.boolean('standardize') ? readScaler(state, child) : undefined;
  if (scaler && scaler.rules.featureCount !== lambdas.length) {
    throw state.refusal('whose lambdas_ and _scaler have different lengths');
  }
  return {
    kind: 'power',
    rules: inputRules(state, lambdas.length, { allowsNaN: true, conversion: 'float' }),
    method,
    lambdas,
    isStable: isAtLeast(state.version, 1, 8),
    narrowsSteps: !isAtLeast(state.version, 1, 5),
    ...(scaler && { scaler }),
  };
}

function readScaler(state: EstimatorState, child: ChildTranslator): PowerPlan['scaler'] {
  return translateStandardScaler(
    child.state(state.value('_scaler') ?? null, `the _scaler of ${state.place}`),
  );
}

/** sklearn.preprocessing.QuantileTransformer. */
export function translateQuantile(state: EstimatorState): QuantilePlan {
  const distribution = state.string('output_distribution');
  if (distribution !== 'uniform' && distribution !== 'normal') {
    throw state.refusal(`whose parameter output_distribution is "${distribution ?? 'None'}"`);
  }
  const references = readVector(state, 'references_').values;
  const saved = readMatrix(state, 'quantiles_', { rowCount: references.length });
  const heights = mirrored(references);
  const features = Array.from({ length: saved.columnCount }, (_, feature): QuantileFeature => {
    const quantiles = Float64Array.from(references, (__, at) =>
      Number(saved.values[at * saved.columnCount + feature]),
    );
    return {
      upwards: { places: sharedFloats(quantiles), heights: references },
      downwards: { places: mirrored(quantiles), heights },
    };
  });
  return {
    kind: 'quantile',
    rules: inputRules(state, saved.columnCount, { allowsNaN: true, conversion: 'float' }),
    features,
    distribution,
    ignoresZeros: state.boolean('ignore_implicit_zeros'),
  };
}

function mirrored(ascending: Float64Array): Float64Array {
  return sharedFloats(ascending.map((value) => -value).toReversed());
}
