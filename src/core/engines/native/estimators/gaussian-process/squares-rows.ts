import type { Kernel } from './plans.ts';

/** True for kernels with a DotProduct in them. */
export function squaresRows(kernel: Kernel): boolean {
  switch (kernel.name) {
    case 'dot-product':
      return true;
    case 'sum':
    case 'product':
      return squaresRows(kernel.first) || squaresRows(kernel.second);
    case 'power':
      return squaresRows(kernel.base);
    case 'constant':
    case 'white':
    case 'scaled':
    case 'rational-quadratic':
    case 'periodic':
      return false;
  }
}
