import { numpyPower } from './numpy-power.ts';
import type { DotProductKernel, Kernel } from './plans.ts';

/** The kernel of one row with itself (Kernel.diag); `isFloat32` is whether it came in float32. */
export function kernelDiagonal(kernel: Kernel, row: Float64Array, isFloat32: boolean): number {
  switch (kernel.name) {
    case 'constant':
      return kernel.value;
    case 'white':
      return kernel.level;
    case 'scaled':
    case 'rational-quadratic':
    case 'periodic':
      return 1;
    case 'dot-product':
      return dotProduct(kernel, row, isFloat32);
    case 'sum':
    case 'product': {
      const first = kernelDiagonal(kernel.first, row, isFloat32);
      const second = kernelDiagonal(kernel.second, row, isFloat32);
      const value = kernel.name === 'sum' ? first + second : first * second;
      return isFloat32 && staysFloat32(kernel) ? Math.fround(value) : value;
    }
    case 'power': {
      const base = kernelDiagonal(kernel.base, row, isFloat32);
      const value = numpyPower(base, kernel.exponent);
      return isFloat32 && staysFloat32(kernel) ? Math.fround(value) : value;
    }
  }
}

/** True for kernels of products alone, whose diagonal of float32 rows is in float32. */
function staysFloat32(kernel: Kernel): boolean {
  switch (kernel.name) {
    case 'dot-product':
      return kernel.narrows;
    case 'sum':
    case 'product':
      return staysFloat32(kernel.first) && staysFloat32(kernel.second);
    case 'power':
      return staysFloat32(kernel.base);
    case 'constant':
    case 'white':
    case 'scaled':
    case 'rational-quadratic':
    case 'periodic':
      return false;
  }
}

function dotProduct(
  { offset, narrows }: DotProductKernel,
  row: Float64Array,
  isFloat32: boolean,
): number {
  if (isFloat32) {
    const sum = squaresInFloat32(row);
    return narrows ? Math.fround(sum + Math.fround(offset)) : sum + offset;
  }
  let sum = 0;
  for (const value of row) sum += value * value;
  return sum + offset;
}

/**
 * np.einsum("ij,ij->i", X, X) of a float32 row: in four lanes, and of four times four numbers the
 * last four first (numpy/_core/src/multiarray/einsum_sumprod.c.src, x86-64 and ARM).
 */
function squaresInFloat32(row: Float64Array): number {
  const lanes = new Float32Array(4);
  const whole = row.length - (row.length % 16);
  row.forEach((_, at) => {
    const group = Math.floor(at / 4);
    const place = at < whole ? at + 4 * (3 - 2 * (group % 4)) : at;
    const value = Number(row[place]);
    lanes[at % 4] = Number(lanes[at % 4]) + Math.fround(value * value);
  });
  const [first = 0, second = 0, third = 0, fourth = 0] = lanes;
  return Math.fround(Math.fround(first + second) + Math.fround(third + fourth));
}
