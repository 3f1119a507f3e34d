import type { EstimatorState } from '../../translate/estimator-state.ts';
import { type NumberMatrix, readMatrix } from '../../translate/read-arrays.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import type { NmfPlan } from './plans.ts';

/** Steps that are left to Python: a request would hold a thread for minutes. */
const mostSteps = 1_000_000;

/** sklearn.decomposition.NMF, 0.23 to 1.9. */
export function translateNmf(state: EstimatorState): NmfPlan {
  const components = readComponents(state);
  requireUsable(state, components);
  const solver = state.string('solver');
  if (solver !== 'cd' && solver !== 'mu') throw state.unexpected('solver', '"cd" or "mu"');
  const betaLoss = readBetaLoss(state, 'beta_loss');
  if (solver === 'cd' && betaLoss !== 2) {
    throw state.refusal(`whose solver "cd" cannot have the beta_loss ${betaLoss}`);
  }
  if (solver === 'cd' && state.boolean('shuffle')) {
    throw state.refusal('whose shuffle=True draws the order of its components at random');
  }
  requireCount(state, components);
  const maximumSteps = readSteps(state, 'max_iter');
  return { ...commonOf(state, components), solver, betaLoss, maximumSteps };
}

/** sklearn.decomposition.MiniBatchNMF, 1.1 to 1.9: what its parameters were when it was fitted. */
export function translateMiniBatchNmf(state: EstimatorState): NmfPlan {
  const components = readComponents(state);
  if (state.integer('_n_components') !== components.rowCount) {
    throw state.unexpected('_n_components', `${components.rowCount}, as components_ has rows`);
  }
  const betaLoss = readBetaLoss(state, '_beta_loss');
  const maximumSteps = readSteps(state, '_transform_max_iter');
  return { ...commonOf(state, components), solver: 'mini-batch', betaLoss, maximumSteps };
}

function commonOf(
  state: EstimatorState,
  components: NumberMatrix,
): Omit<NmfPlan, 'solver' | 'betaLoss' | 'maximumSteps'> {
  const { columnCount, rowCount, values } = components;
  const tolerance = state.number('tol');
  if (!(tolerance >= 0 && tolerance < Infinity)) {
    throw state.unexpected('tol', 'a finite number that is not negative');
  }
  return {
    kind: 'nmf',
    rules: inputRules(state, columnCount, { allowsNaN: false, conversion: 'float' }),
    components: values,
    componentCount: rowCount,
    ...readPenalties(state, columnCount),
    tolerance,
    liftsSmall: isAtLeast(state.version, 1, 3),
    clipsError: isAtLeast(state.version, 1, 1),
  };
}

function readComponents(state: EstimatorState): NumberMatrix {
  const components = readMatrix(state, 'components_');
  if (components.isFloat32) {
    throw state.refusal('which was fitted to float32, where the last digits are lost');
  }
  if (components.values.some((value) => !Number.isFinite(value))) {
    throw state.refusal('whose components_ are not all finite');
  }
  return components;
}

/** What NMF.transform asks of its components every time; MiniBatchNMF takes them as they are. */
function requireUsable(state: EstimatorState, { values }: NumberMatrix): void {
  const isUsable = values.every((value) => value >= 0) && values.some((value) => value > 0);
  if (!isUsable) throw state.refusal('whose components_ hold negative numbers or only zeros');
}

/** Since 1.0 transform goes by the parameter, which somebody may have changed. */
function requireCount(state: EstimatorState, { rowCount, columnCount }: NumberMatrix): void {
  if (!isAtLeast(state.version, 1, 0)) return;
  const parameter = state.scalar('n_components');
  if (parameter === 'auto') return;
  const count = parameter === null || parameter === 'warn' ? columnCount : parameter;
  if (count === rowCount) return;
  throw state.unexpected('n_components', `${rowCount}, as components_ has rows`);
}

/** Times the number of features, where they are the newer parameters alpha_W and alpha_H. */
function readPenalties(state: EstimatorState, featureCount: number): Pick<NmfPlan, 'l1' | 'l2'> {
  const alpha = readAlpha(state, featureCount);
  const ratio = state.number('l1_ratio');
  if (!(alpha >= 0 && alpha < Infinity && ratio >= 0 && ratio <= 1)) {
    throw state.refusal(`whose penalty of ${alpha} with the l1_ratio ${ratio} is out of range`);
  }
  return { l1: alpha * ratio, l2: alpha * (1 - ratio) };
}

function readAlpha(state: EstimatorState, featureCount: number): number {
  const { version } = state;
  if (isAtLeast(version, 1, 2)) return state.number('alpha_W') * featureCount;
  if (!isAtLeast(version, 1, 0)) return isOnWeights(state) ? state.number('alpha') : 0;
  const weight = state.number('alpha_W');
  if (weight !== 0 || state.value('alpha_H') !== 'same') return weight * featureCount;
  const isOld = state.value('alpha') !== 'deprecated' && isOnWeights(state);
  return isOld ? state.number('alpha') : 0;
}

/** The parameter `regularization`: 0.23 had none, and penalised both. */
function isOnWeights(state: EstimatorState): boolean {
  if (!isAtLeast(state.version, 0, 24)) return true;
  const value = state.value('regularization');
  if (value === 'both' || value === 'transformation' || value === 'deprecated') return true;
  if (value === 'components' || value === null) return false;
  throw state.unexpected('regularization', 'both, components, transformation or None');
}

const betaLosses = new Map([
  ['frobenius', 2],
  ['kullback-leibler', 1],
  ['itakura-saito', 0],
]);

function readBetaLoss(state: EstimatorState, name: string): number {
  const value = state.scalar(name);
  const number = typeof value === 'string' ? betaLosses.get(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw state.unexpected(name, 'frobenius, kullback-leibler, itakura-saito or a number');
}

function readSteps(state: EstimatorState, name: string): number {
  const steps = state.integer(name);
  if (steps >= 1 && steps <= mostSteps) return steps;
  throw state.unexpected(name, `an integer from 1 to ${mostSteps}`);
}
