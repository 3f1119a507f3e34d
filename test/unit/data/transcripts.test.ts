import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../../src/core/errors.ts';
import { parseMediaType } from '../../../src/core/score/media-type.ts';
import { enforceParams } from '../../../src/core/data/enforce/enforce-params.ts';
import { enforceSignature } from '../../../src/core/data/enforce/enforce-signature.ts';
import { parseParquet } from '../../../src/core/data/parse/parse-parquet.ts';
import { parseRequest } from '../../../src/core/data/parse/parse-request.ts';
import { openLocalModel } from '../../../src/core/model/local-model.ts';
import { bodyOf, type Fixture, readFixtures, type Transcript } from '../../helpers/transcripts.ts';
import { wantedDifferences } from '../../server/wanted-differences.ts';
import { describeInput, describeParams, normalizeEcho } from './describe-input.ts';

// Each echo model answered MLflow with what reached it: the same must come out of our data rooms.
// Parquet can hold what no native engine takes; there only the name of the type is kept.
// A list of texts for an array of bytes stays one: MLflow, which gets it then, makes bytes of it.
const onlyForPython =
  /^parquet-.*-(?:struct|map|time|duration|pandas-timedelta|pandas-period)$|^parquet-nested-thing$|-bytes-[0124]$/u;
const fixtures = readFixtures().filter(({ name }) => name.startsWith('echo-'));

async function receive(fixture: Fixture, { request }: Transcript) {
  const { mlmodel } = await openLocalModel(fixture.modelFolder);
  const { signature } = mlmodel;
  const type = parseMediaType(request.contentType ?? '');
  const body = bodyOf(request);
  const parsed =
    type === 'application/vnd.apache.parquet'
      ? { input: parseParquet(body, signature?.inputs), params: undefined }
      : parseRequest(body, type, signature);
  const input = enforceSignature(parsed.input, signature?.inputs);
  return { input, params: enforceParams(parsed.params, signature?.params) };
}

function echoOf({ answer }: Transcript): unknown {
  const body = JSON.parse(answer.body) as { predictions: [string] } | [string];
  const [echo] = Array.isArray(body) ? body : body.predictions;
  return normalizeEcho(JSON.parse(echo));
}

async function outcome(fixture: Fixture, transcript: Transcript): Promise<unknown> {
  try {
    const { input, params } = await receive(fixture, transcript);
    return { input: describeInput(input), ...(params && { params: describeParams(params) }) };
  } catch (error) {
    if (error instanceof MlflowError) return error.code;
    throw error;
  }
}

it('finds the recorded fixtures', () => {
  expect(fixtures.length).toBeGreaterThan(10);
});

describe.each(fixtures)('what reaches the model of $name', (fixture) => {
  const cases = fixture.transcripts.filter(
    ({ name, answer }) =>
      answer.status !== 415 &&
      !onlyForPython.test(name) &&
      !wantedDifferences.some(({ cases: pattern }) => pattern.test(`${fixture.name}/${name}`)),
  );

  it.each(cases)('is what MLflow gave it: $name', async (transcript) => {
    const { answer } = transcript;
    const expected =
      answer.status === 200
        ? echoOf(transcript)
        : (JSON.parse(answer.body) as { error_code: string }).error_code;
    expect(await outcome(fixture, transcript)).toEqual(expected);
  });
});
