import { UnsupportedFlavorError } from '../../../errors.ts';
import type { NumpyArray } from '../../../formats/numpy-array.ts';
import {
  type PythonObject,
  type PythonValue,
  describePythonValue,
} from '../../../formats/python-value.ts';
import { asArray, asEntries, asItems, resolvePython } from '../../../formats/resolve-python.ts';
import type { SklearnVersion } from './sklearn-version.ts';

/** Numbers of an attribute, whatever their type in the file. */
export interface NumberArray {
  readonly values: Float64Array;
  readonly shape: readonly number[];
  /** True for arrays that NumPy computes with in float32. */
  readonly isFloat32: boolean;
}

/**
 * One estimator of a saved model with typed access to its attributes. Whatever is missing or has
 * an unexpected form is refused by an UnsupportedFlavorError that names the part.
 */
export class EstimatorState {
  /** The public name of the class: `sklearn.linear_model.LogisticRegression`. */
  readonly className: string;
  /** Where it stands in the model: `the model`, `step "clf"`. */
  readonly place: string;
  readonly version: SklearnVersion;
  private readonly attributes: ReadonlyMap<PythonValue, PythonValue>;

  constructor(object: PythonObject, place: string, version: SklearnVersion) {
    this.className = publicClassName(object);
    this.place = place;
    this.version = version;
    this.attributes = attributesOf(object);
  }

  /** The class without its module. */
  get shortName(): string {
    return this.className.slice(this.className.lastIndexOf('.') + 1);
  }

  /** An error that says why this part cannot be run. */
  refusal(reason: string): UnsupportedFlavorError {
    // Estimators of other libraries do not say by which version they were saved.
    const version = this.className.startsWith('sklearn.')
      ? ` (scikit-learn ${this.version.text})`
      : '';
    return new UnsupportedFlavorError(
      `The native engine cannot run this model: ${this.place} is ${this.className}${version}, ${reason}.`,
    );
  }

  has(name: string): boolean {
    return this.attributes.has(name) && this.attributes.get(name) !== null;
  }

  /** The attribute with arrays and containers resolved; undefined when it is not there. */
  value(name: string): PythonValue | undefined {
    const value = this.attributes.get(name);
    return value === undefined ? undefined : resolvePython(value);
  }

  /** The attribute with NumPy's scalars as plain values; None when it is not there. */
  scalar(name: string): PythonValue {
    return plainScalar(this.attributes.get(name) ?? null);
  }

  string(name: string): string | undefined {
    const value = this.scalar(name);
    if (value === null) return undefined;
    if (typeof value === 'string') return value;
    throw this.unexpected(name, 'a text');
  }

  boolean(name: string): boolean {
    const value = this.scalar(name);
    if (typeof value === 'boolean') return value;
    throw this.unexpected(name, 'True or False');
  }

  integer(name: string): number {
    const value = this.scalar(name);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    throw this.unexpected(name, 'an integer');
  }

  /** A number of any kind, also NaN or an infinite one, by itself or alone in an array. */
  number(name: string): number {
    const value = this.scalar(name);
    if (typeof value === 'number') return value;
    const array = asArray(value);
    const { length, 0: only } = (array && numbersOf(array))?.values ?? [];
    if (only !== undefined && length === 1) return only;
    throw this.unexpected(name, 'a number');
  }

  /** An array of numbers, or one number as an array without a dimension. */
  numbers(name: string): NumberArray {
    const value = this.value(name);
    if (typeof value === 'number') {
      // Python's own float takes the type of the array it meets.
      return { values: Float64Array.of(value), shape: [], isFloat32: true };
    }
    const array = asArray(value);
    const numbers = array && numbersOf(array);
    if (numbers) return numbers;
    throw this.unexpected(name, 'an array of numbers');
  }

  /** A list of arrays of numbers, such as one for each class or layer. */
  numberArrays(name: string): NumberArray[] {
    return this.items(name).map((item) => {
      const array = asArray(item);
      const numbers = array && numbersOf(array);
      if (numbers) return numbers;
      throw this.unexpected(name, 'a list of arrays of numbers');
    });
  }

  array(name: string): NumpyArray {
    const array = asArray(this.attributes.get(name));
    if (array) return array;
    throw this.unexpected(name, 'an array');
  }

  items(name: string): readonly PythonValue[] {
    const items = asItems(this.attributes.get(name));
    if (items) return items;
    throw this.unexpected(name, 'a list');
  }

  unexpected(name: string, expected: string): UnsupportedFlavorError {
    if (!this.attributes.has(name)) {
      return this.refusal(`which has no attribute ${name}: it was saved before it was fitted`);
    }
    const found = describePythonValue(this.value(name));
    return this.refusal(`whose attribute ${name} is ${found} where ${expected} is expected`);
  }
}

/**
 * The name by which people know a class: private modules, which scikit-learn moved in 0.22, are
 * left out (`sklearn.linear_model._logistic` and `sklearn.linear_model.logistic`).
 */
export function publicClassName(type: { readonly module: string; readonly name: string }): string {
  const [root, package_] = type.module.split('.');
  if (root !== 'sklearn' || package_ === undefined) return `${type.module}.${type.name}`;
  return `sklearn.${package_}.${type.name}`;
}

/** A NumPy scalar as the plain value that it stands for; all else resolved, but as it is. */
export function plainScalar(raw: PythonValue): PythonValue {
  const value = resolvePython(raw);
  const array = asArray(value);
  if (!array || array.shape.length > 0 || array.dtype === 'structured') return value;
  const [item] = array.values;
  if (array.dtype === 'bool') return item === 1;
  if (typeof item === 'bigint' && Number.isSafeInteger(Number(item))) return Number(item);
  return item ?? null;
}

/** The attributes that an object's state sets; of several with one name the last one counts. */
export function attributesOf(object: PythonObject): ReadonlyMap<PythonValue, PythonValue> {
  return new Map(asEntries(object.state));
}

function numbersOf(array: NumpyArray): NumberArray | undefined {
  const { shape } = array;
  const { dtype } = array;
  if (dtype === 'float64') return { values: array.values, shape, isFloat32: false };
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'uint32') {
    const isFloat32 = dtype === 'float32';
    return { values: Float64Array.from(array.values), shape, isFloat32 };
  }
  if (dtype === 'int64' || dtype === 'uint64') {
    const big: ArrayLike<bigint> = array.values;
    const values = Float64Array.from({ length: big.length }, (_, at) => Number(big[at]));
    return { values, shape, isFloat32: false };
  }
  return undefined;
}
