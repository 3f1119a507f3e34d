import { isJsonObject } from '../../src/core/data/json/json-value.ts';
import type {
  InferTranscript,
  OpenInferenceFixture,
} from '../helpers/open-inference-transcripts.ts';
import { findDifference } from './same-predictions.ts';

/** A request that mlinvoke answers otherwise than MLServer on purpose. */
interface WantedDifference {
  /** Matches `<fixture>/<case>`. */
  readonly cases: RegExp;
  readonly status: number;
  readonly reason: string;
}

/** Answers that are not compared: MLServer turns a list that holds a text into an empty text. */
const wrongAnswers = /^echo-columns\/columns-nested$/u;

const wantedDifferences: readonly WantedDifference[] = [
  {
    cases:
      /^iris-logreg-no-signature\/(?:columns|columns-nested|with-output-parameters|matrix|matrix-np-input)$/u,
    status: 200,
    reason:
      'Without signature and content type one matrix is an array and other inputs are columns; MLServer fails with 500.',
  },
  {
    cases: /\/columns-of-different-length$/u,
    status: 400,
    reason: 'Columns of different lengths are refused; MLServer fills the short one up with NaN.',
  },
  {
    cases: /^iris-logreg-no-signature\/matrix-np-halves$/u,
    status: 400,
    reason: 'Halves are refused where the model would compute with them.',
  },
  {
    cases: /^echo-single-column\/text-base64$/u,
    status: 400,
    reason: 'base64 is refused where the signature does not ask for bytes; MLServer passes bytes.',
  },
];

/** MLServer answers the caller's mistakes with 422 or, mostly, 500; mlinvoke with 400. */
export function wantedStatus(
  fixture: OpenInferenceFixture,
  { name, answer: { status } }: InferTranscript,
): number {
  const wanted = wantedDifferences.find(({ cases }) => cases.test(`${fixture.name}/${name}`));
  if (wanted) return wanted.status;
  return status === 422 || status === 500 ? 400 : status;
}

/** Whether MLServer's answer is the right one. */
export function isToBeCompared(fixture: OpenInferenceFixture, { name, answer }: InferTranscript) {
  return answer.status === 200 && !wrongAnswers.test(`${fixture.name}/${name}`);
}

/**
 * Where two answers differ. Ids that MLServer made up are any id; the platform, which MLServer leaves
 * empty, is not compared. From Python come values without a dtype: there only the data are compared.
 */
export function findOpenInferenceDifference(
  actual: unknown,
  expected: unknown,
  { engine }: OpenInferenceFixture,
): string | undefined {
  const isPython = engine === 'python';
  return findDifference(normalize(actual, isPython), normalize(expected, isPython));
}

function normalize(value: unknown, isPython: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => normalize(item, isPython));
  if (typeof value === 'string' && value.startsWith('{"input'))
    return sortParams(JSON.parse(value));
  if (!isJsonObject(value)) return value;
  const left = new Set(['platform', ...(isPython ? ['content_type'] : [])]);
  const entries = Object.entries(value)
    .filter(([key]) => !left.has(key))
    // The models of the python engine were recorded with outputs in their signature.
    .filter(([key]) => !(isPython && key === 'outputs' && 'versions' in value))
    .map(([key, part]) => [key, key === 'id' ? normalizeId(part) : normalize(part, isPython)]);
  return Object.fromEntries(entries);
}

/** Parameters have no order. */
function sortParams(echo: { readonly params?: Readonly<Record<string, unknown>> }): unknown {
  const { params, ...rest } = echo;
  return {
    ...rest,
    ...(params && {
      params: Object.fromEntries(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))),
    }),
  };
}

function normalizeId(id: unknown): unknown {
  const isMadeUp = typeof id === 'string' && /^(?:<generated>|[\da-f]{8}-[\da-f-]{27})$/u.test(id);
  return isMadeUp ? 'made up' : id;
}
