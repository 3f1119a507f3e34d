import { MlflowError } from '../../errors.ts';
import type { ParamSpec, ScalarType } from '../../model/signature.ts';
import { enforceType } from './enforce-type.ts';
import {
  describeName,
  describeValue,
  entriesOf,
  isJsonObject,
  type JsonKind,
  kindOf,
  unwrapFloat,
} from '../json/json-value.ts';
import type { Params } from '../model-input.ts';
import { parseDatetime } from '../convert/parse-datetime.ts';

/** The kinds of JSON that each type takes; nothing is converted but integers to floats. */
const acceptedKinds: Readonly<Record<Exclude<ScalarType, 'datetime'>, readonly JsonKind[]>> = {
  boolean: ['bool'],
  integer: ['int'],
  long: ['int'],
  float: ['int', 'float'],
  double: ['int', 'float'],
  string: ['string'],
  binary: [],
};

/**
 * Checks inference parameters against the signature and fills in defaults. Parameters that the
 * signature does not know are dropped, as MLflow drops them; a model without parameters in its
 * signature gets none. Throws MlflowError INVALID_PARAMETER_VALUE.
 * Follows mlflow.models.utils._enforce_params_schema (3.17).
 */
export function enforceParams(
  params: unknown,
  specs: readonly ParamSpec[] | undefined,
): Params | undefined {
  if (!specs) return undefined;
  const given = params ?? {};
  if (!isJsonObject(given)) {
    throw invalidParameter(
      `"params" must be an object of names and values, not ${describeValue(given)}.`,
    );
  }
  const values = new Map(entriesOf(given));
  return Object.fromEntries(
    specs.map((spec) => {
      const isGiven = values.has(spec.name);
      return [spec.name, isGiven ? enforceParam(values.get(spec.name), spec) : spec.default];
    }),
  );
}

function enforceParam(value: unknown, spec: ParamSpec): unknown {
  if (!spec.shape) return enforceValue(value, spec);
  const isFlat = Array.isArray(value) && !value.some((item) => Array.isArray(item));
  if (isFlat) return value.map((item: unknown) => enforceValue(item, spec));
  throw invalidParameter(
    `The parameter ${describeName(spec.name)} must be a flat list, not ${describeValue(value)}.`,
  );
}

function enforceValue(value: unknown, { name, type }: ParamSpec): unknown {
  if (type.kind !== 'scalar') return enforceNested(value, name, type);
  if (value === null) return null;
  if (type.type === 'datetime') return enforceDatetime(value, name);
  if (acceptedKinds[type.type].includes(kindOf(value))) {
    const isFloat = type.type === 'float' || type.type === 'double';
    return isFloat ? Number(unwrapFloat(value)) : value;
  }
  throw invalidParameter(
    `The parameter ${describeName(name)} must be of type ${type.type}, not ${describeValue(value)} (${kindOf(value)}).`,
  );
}

function enforceNested(value: unknown, name: string, type: ParamSpec['type']): unknown {
  try {
    enforceType(value, type, true);
    return value;
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    throw invalidParameter(`The parameter ${describeName(name)} is wrong: ${error.markedMessage}`);
  }
}

function enforceDatetime(value: unknown, name: string): unknown {
  if (typeof value === 'string' && parseDatetime(value)) return value;
  throw invalidParameter(
    `The parameter ${describeName(name)} must be a date or time as in 2024-05-31T12:30:00, not ${describeValue(value)}.`,
  );
}

function invalidParameter(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', message);
}
