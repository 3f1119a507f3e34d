/** Functions of NumPy that take one number; those of integers yield float64. */
const floatFunctions = {
  arccos: Math.acos,
  arcsin: Math.asin,
  arcsinh: Math.asinh,
  arctan: Math.atan,
  cbrt: Math.cbrt,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  exp: Math.exp,
  exp2: (value: number) => 2 ** value,
  expm1: Math.expm1,
  fabs: Math.abs,
  floor: Math.floor,
  log: Math.log,
  log10: Math.log10,
  log1p: Math.log1p,
  log2: Math.log2,
  reciprocal: (value: number) => 1 / value,
  rint: roundToEven,
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
  trunc: Math.trunc,
} as const;

/** Those that yield the type that they get, also for integers. */
const sameTypeFunctions = {
  absolute: Math.abs,
  negative: (value: number) => -value,
  positive: (value: number) => value,
  square: (value: number) => value * value,
} as const;

/** The same for 64-bit integers; results beyond 64 bits wrap around as in NumPy. */
const integerFunctions: Readonly<
  Record<keyof typeof sameTypeFunctions, (value: bigint) => bigint>
> = {
  absolute: (value) => (value < 0n ? -value : value),
  negative: (value) => -value,
  positive: (value) => value,
  square: (value) => value * value,
};

/** Of integers these answer in a type that depends on NumPy's version, or with another meaning. */
const unknownOfIntegers = new Set(['ceil', 'floor', 'rint', 'trunc', 'reciprocal']);

/** Those that matrices of scipy have: `square` multiplies two matrices, most others fail. */
const sparseFunctions: ReadonlySet<string> = new Set([
  'absolute',
  'arcsin',
  'arcsinh',
  'arctan',
  'expm1',
  'log1p',
  'negative',
  'rint',
  'sin',
  'sinh',
  'sqrt',
  'tan',
  'tanh',
]);

/** A function of NumPy that can be run. */
export type UfuncName = keyof typeof floatFunctions | keyof typeof sameTypeFunctions;

/** Narrows the name of a function of NumPy to one that can be run. */
export function isUfuncName(name: string): name is UfuncName {
  return Object.hasOwn(floatFunctions, name) || Object.hasOwn(sameTypeFunctions, name);
}

/** The function for floats. */
export function floatUfunc(name: UfuncName): (value: number) => number {
  return { ...floatFunctions, ...sameTypeFunctions }[name];
}

/**
 * The function for integers: what yields integers again, or floats; undefined where that is not
 * the same in all versions of NumPy.
 */
export function integerUfunc(
  name: UfuncName,
):
  | { readonly whole: (value: bigint) => bigint }
  | { readonly float: (value: number) => number }
  | undefined {
  if (unknownOfIntegers.has(name)) return undefined;
  if (isSameType(name)) return { whole: integerFunctions[name] };
  return { float: floatUfunc(name) };
}

/**
 * The function for the entries of sparse rows, and whether integers stay integers; undefined where
 * scipy.sparse.csr_matrix has none (0.23's scipy 1.5 to 1.17).
 */
export function sparseUfunc(
  name: UfuncName,
): { readonly calculate: (value: number) => number; readonly keepsType: boolean } | undefined {
  if (!sparseFunctions.has(name)) return undefined;
  return { calculate: floatUfunc(name), keepsType: isSameType(name) };
}

function isSameType(name: UfuncName): name is keyof typeof sameTypeFunctions {
  return Object.hasOwn(sameTypeFunctions, name);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const difference = value - floor;
  if (difference !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
