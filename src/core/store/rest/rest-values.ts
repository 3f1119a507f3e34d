import * as z from 'zod';

/** 64-bit integers, which protobuf's JSON may write as texts. */
export const integer = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);

/** Floats, with the texts that protobuf's JSON has for those that JSON has not. */
export const float = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number),
]);

/** A tag, a param: protobuf leaves out what is empty. */
export const keyValue = z.looseObject({
  key: z.string(),
  value: z.string().default(''),
});

/** A list, which protobuf leaves out when it is empty. */
export function list<T>(item: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(item).default([]);
}

/** Pairs as a map. */
export function toMap(pairs: readonly { key: string; value: string }[]): Map<string, string> {
  return new Map(pairs.map(({ key, value }) => [key, value]));
}

/** The token of the next page in the form of a Page; protobuf has an empty one at the end. */
export function nextOf(token: string | undefined): { readonly next?: string } {
  return token ? { next: token } : {};
}
