import type { Tensor } from '../tensor.ts';

/** A value of an array, object, map or any-typed column, already checked against its type. */
export interface CheckedJson {
  readonly kind: 'checked';
  readonly value: unknown;
}

/**
 * A part of `inputs` or `instances` after its conversion: an array (of no dimensions for a single
 * value), or JSON for nested types.
 */
export type ConvertedValue = Tensor | CheckedJson;

/** Converted parts by name; a class, so that no object of a request can pass for one. */
export class ConvertedParts extends Map<string, ConvertedValue> {}
