import {
  describePythonValue,
  isTagged,
  type PythonValue,
} from '../../../../formats/python-value.ts';
import { asItems } from '../../../../formats/resolve-python.ts';
import { sharedFloats } from '../../shared-memory.ts';
import { EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import type { Kernel, KernelModel, KernelProfile } from './plans.ts';
import { scaleRows } from './scale-rows.ts';

/** Sums of sums nest to the left, one level for each addend. */
const deepest = 64;
/** A file may name one kernel in many places, which would be read as often. */
const mostKernels = 256;

type Training = Omit<KernelModel, 'kernel'> & { readonly dtype: string };

/** Reads `kernel_` and `X_train_`. Refuses by name every kernel whose values are not exact here. */
export function readKernelModel(state: EstimatorState): KernelModel {
  if (!isAtLeast(state.version, 0, 23)) {
    throw state.refusal('which is only known as it has been since 0.23');
  }
  const { dtype, ...training } = readTraining(state);
  const kernel = new KernelReader(state, { ...training, dtype }).read();
  return { ...training, kernel };
}

function readTraining(state: EstimatorState): Training {
  const { values, shape } = state.numbers('X_train_');
  const [count = 0, featureCount = 0] = shape;
  if (shape.length !== 2 || count < 1 || featureCount < 1) {
    throw state.unexpected('X_train_', 'a row of numbers for each training point');
  }
  const { dtype } = state.array('X_train_');
  return { points: sharedFloats(values), count, featureCount, dtype };
}

/** Reads the kernels of one estimator, outermost first. */
class KernelReader {
  private readonly owner: EstimatorState;
  private readonly training: Training;
  private count = 0;

  constructor(owner: EstimatorState, training: Training) {
    this.owner = owner;
    this.training = training;
  }

  read(): Kernel {
    const kernel = this.kernel(this.owner.value('kernel_'), 0);
    // scikit-learn would take anything as input then, also texts.
    if (!comparesRows(kernel)) {
      throw this.owner.refusal('whose kernel does not look at the features');
    }
    return kernel;
  }

  private kernel(value: PythonValue | undefined, depth: number): Kernel {
    if (!isTagged(value) || value.kind !== 'object') {
      throw this.owner.refusal(`whose kernel is ${describePythonValue(value)}`);
    }
    this.count += 1;
    if (this.count > mostKernels) {
      throw this.owner.refusal(`whose kernel consists of more than ${mostKernels} kernels`);
    }
    if (depth > deepest) {
      throw this.owner.refusal(`whose kernels are nested more than ${deepest} deep`);
    }
    const state = new EstimatorState(
      value,
      `the kernel of ${this.owner.place}`,
      this.owner.version,
    );
    return this.combination(state, depth) ?? this.single(state);
  }

  private combination(state: EstimatorState, depth: number): Kernel | undefined {
    const inner = (name: string): Kernel => this.kernel(state.value(name), depth + 1);
    switch (state.className) {
      case 'sklearn.gaussian_process.Sum':
        return { name: 'sum', first: inner('k1'), second: inner('k2') };
      case 'sklearn.gaussian_process.Product':
        return { name: 'product', first: inner('k1'), second: inner('k2') };
      case 'sklearn.gaussian_process.Exponentiation':
        return { name: 'power', base: inner('kernel'), exponent: state.number('exponent') };
      default:
        return undefined;
    }
  }

  private single(state: EstimatorState): Kernel {
    switch (state.className) {
      case 'sklearn.gaussian_process.ConstantKernel':
        return { name: 'constant', value: state.number('constant_value') };
      case 'sklearn.gaussian_process.WhiteKernel':
        return { name: 'white', level: state.number('noise_level') };
      case 'sklearn.gaussian_process.RBF':
        return this.scaled(state, 'rbf');
      case 'sklearn.gaussian_process.Matern':
        return this.scaled(state, maternProfile(state));
      case 'sklearn.gaussian_process.RationalQuadratic': {
        const scale = state.number('length_scale');
        return { name: 'rational-quadratic', alpha: state.number('alpha'), scale };
      }
      case 'sklearn.gaussian_process.ExpSineSquared': {
        const scale = state.number('length_scale');
        return { name: 'periodic', scale, periodicity: state.number('periodicity') };
      }
      case 'sklearn.gaussian_process.DotProduct':
        return this.dotProduct(state);
      default:
        throw state.refusal('a kernel that it does not know');
    }
  }

  private scaled(state: EstimatorState, profile: KernelProfile): Kernel {
    const { featureCount, points: given, dtype } = this.training;
    const scales = sharedFloats(readScales(state, featureCount));
    const narrows = !isAtLeast(state.version, 1, 5);
    const points = sharedFloats(given);
    const scaling = { scales, columnCount: featureCount, isNarrow: narrows && dtype === 'float32' };
    scaleRows(given, scaling, points);
    return { name: 'scaled', profile, scales, points, narrows };
  }

  private dotProduct(state: EstimatorState): Kernel {
    const { dtype } = this.training;
    if (dtype !== 'float64' && dtype !== 'int64') {
      throw state.refusal(
        `a kernel of training points in ${dtype}, which NumPy multiplies in ${dtype}`,
      );
    }
    const sigma = state.number('sigma_0');
    // NumPy 2 adds its own float64 to float32 in float64, and Python's float in float32.
    const isPlain = typeof state.value('sigma_0') === 'number';
    const narrows = isPlain || !isAtLeast(state.version, 1, 5);
    return { name: 'dot-product', offset: sigma * sigma, narrows };
  }
}

/** Matern has a closed form for these alone; all others need Bessel functions. */
function maternProfile(state: EstimatorState): KernelProfile {
  const nu = state.number('nu');
  if (nu === 0.5) return 'matern-0.5';
  if (nu === 1.5) return 'matern-1.5';
  if (nu === 2.5) return 'matern-2.5';
  if (nu === Infinity) return 'matern-infinite';
  throw state.refusal(
    `whose nu is ${nu}, which needs Bessel functions; 0.5, 1.5, 2.5 and infinity do not`,
  );
}

/** `length_scale`: a number, or a list or an array of one for each feature. */
function readScales(state: EstimatorState, featureCount: number): number[] {
  const items = asItems(state.value('length_scale'));
  const scales = items
    ? items.map(plainScalar).filter((item) => typeof item === 'number')
    : Array.from(state.numbers('length_scale').values);
  const isWhole = !items || items.length === scales.length;
  if (isWhole && (scales.length === 1 || scales.length === featureCount)) return scales;
  throw state.unexpected('length_scale', `one number, or ${featureCount}`);
}

function comparesRows(kernel: Kernel): boolean {
  switch (kernel.name) {
    case 'constant':
    case 'white':
      return false;
    case 'sum':
    case 'product':
      return comparesRows(kernel.first) || comparesRows(kernel.second);
    case 'power':
      return comparesRows(kernel.base);
    case 'scaled':
    case 'rational-quadratic':
    case 'periodic':
    case 'dot-product':
      return true;
  }
}
