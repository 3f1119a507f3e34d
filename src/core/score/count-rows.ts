import type { ModelInput } from '../data/model-input.ts';

/**
 * How many rows a model is asked about: a tensor's first dimension, a list's length. Undefined for
 * what has no rows, such as a chat.
 */
export function countRows(input: ModelInput): number | undefined {
  switch (input.kind) {
    case 'table':
      return input.rowCount;
    case 'tensor':
      return input.shape[0] ?? 1;
    case 'tensors':
      return [...input.tensors.values()][0]?.shape[0];
    case 'json':
      return Array.isArray(input.value) ? input.value.length : undefined;
  }
}
