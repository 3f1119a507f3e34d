import { isTagged } from '../../../../formats/python-value.ts';
import { asEntries } from '../../../../formats/resolve-python.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { widensBooleans } from '../../translate/translator.ts';
import type { PassThroughPlan, UfuncPlan } from './plans.ts';
import { type UfuncName, isUfuncName } from './ufuncs.ts';

/** sklearn.preprocessing.FunctionTransformer: without a function, or with one of NumPy's. */
export function translateFunctionTransformer(state: EstimatorState): UfuncPlan | PassThroughPlan {
  const ufunc = readUfunc(state, 'func');
  const inverse = readUfunc(state, 'inverse_func');
  refuseArguments(state, 'kw_args');
  refuseArguments(state, 'inv_kw_args');
  const validates = state.boolean('validate');
  if (ufunc === 'identity' && inverse === 'identity' && !validates) return { kind: 'pass-through' };
  const estimator = state.shortName;
  const rules = {
    estimator,
    featureCount: 0,
    allowsNaN: false,
    conversion: 'numeric' as const,
    ...widensBooleans(state),
  };
  return { kind: 'ufunc', ufunc, inverse, estimator, ...(validates && { rules }) };
}

function readUfunc(state: EstimatorState, name: string): UfuncName | 'identity' {
  if (!state.has(name)) return 'identity';
  const value = state.value(name);
  const isGlobal = isTagged(value) && value.kind === 'global';
  const isNumpy =
    isGlobal && /^numpy(\._?core\._multiarray_umath|\._?core\.umath)?$/.test(value.module);
  if (isNumpy && isUfuncName(value.name)) return value.name;
  if (isGlobal) {
    throw state.refusal(`whose parameter ${name} is the function ${value.module}.${value.name}`);
  }
  throw state.refusal(`whose parameter ${name} is a function of its own, which is Python code`);
}

function refuseArguments(state: EstimatorState, name: string): void {
  if (!state.has(name)) return;
  if (asEntries(state.value(name))?.length !== 0)
    throw state.refusal(`which hands ${name} to its function`);
}
