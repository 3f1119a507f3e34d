import { describe, expect, it } from 'vitest';
import { evaluateChecks } from '../../../src/invoke/evaluate-checks.ts';
import { InvokeSyntaxError } from '../../../src/invoke/invoke-syntax-error.ts';
import { parseCheck } from '../../../src/invoke/parse-check.ts';

const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 9 } };

function evaluate(source: string, body: string, status = 200) {
  const [result] = evaluateChecks([parseCheck(source, range)], {
    status,
    body: new TextEncoder().encode(body),
  });
  return result;
}

describe('a check', () => {
  const body =
    '{"predictions": ["setosa", 0.97, 3], "id": 9007199254740993, "a b": {"length": 7}, "none": null}';

  it.each([
    'status == 200',
    'status != 500',
    'status < 300',
    '$.predictions[0] == "setosa"',
    '$[\'predictions\'][0] == "setosa"',
    '$["predictions"][-1] == 3',
    '$.predictions[1] ~= 0.9700001 +- 1e-6',
    '$.predictions ~= ["setosa", 0.98, 3] +- 0.02',
    '$.predictions length 3',
    '$.predictions.length == 3',
    '$.predictions[0].length >= 6',
    "$['a b'] length 1",
    "$['a b'].length == 7",
    '$.id == 9007199254740993',
    '$.id > 9007199254740992',
    '$.none == null',
    '$.predictions[0] != 1',
    '$ length 4',
    '$.predictions[2]==3',
    '$.predictions[2] == 3.0  # whole',
  ])('%s holds', (source) => {
    expect(evaluate(source, body)).toMatchObject({ ok: true, message: `${source}: holds.` });
  });

  it.each([
    ['status == 200', 'found 400.', 400],
    ['$.predictions[0] == "virginica"', 'found "setosa".', 200],
    ['$.predictions[1] ~= 0.98 +- 1e-6', 'found 0.97.', 200],
    ['$.predictions ~= ["setosa", 0.97] +- 1', 'found ["setosa", 0.97, 3].', 200],
    ['$.id == 9007199254740992', 'found 9007199254740993.', 200],
    ['$.predictions[0] > 1', 'found the text "setosa".', 200],
    ['$.predictions length 2', 'found a length of 3.', 200],
    ['$.none length 0', 'found null, which has no length.', 200],
    ['$.predictions[7] == 1', 'there is no $.predictions[7]: $.predictions is a list of 3.', 200],
    ['$.x.y == 1', 'there is no $.x: $ is an object with predictions, id, a b, none.', 200],
    ['$.predictions.x == 1', '$.predictions is a list of 3.', 200],
  ])('%s fails and says what was found', (source, message, status) => {
    const result = evaluate(source, body, status);
    expect(result?.ok).toBe(false);
    expect(result?.message).toContain(message);
  });

  it('on a path fails when the body is not JSON', () => {
    const result = evaluate('$.a == 1', 'oops <html>');
    expect(result?.ok).toBe(false);
    expect(result?.message).toContain('the body is not JSON');
  });

  it('sees null where MLflow writes NaN or Infinity', () => {
    expect(evaluate('$[0] == null', '[NaN, "NaN"]')?.ok).toBe(true);
    expect(evaluate('$[1] == "NaN"', '[-Infinity, "NaN"]')?.ok).toBe(true);
  });

  it('never takes a text for a number', () => {
    expect(evaluate('$[0] == 1', '["1"]')?.ok).toBe(false);
  });

  it('does not follow a path into what every object inherits', () => {
    expect(evaluate('$.constructor == 1', '{}')?.message).toContain('there is no $.constructor');
  });

  it.each([
    ['', 'names neither status nor a path'],
    ['time < 3', 'names neither status nor a path'],
    ['statuses == 3', 'names neither status nor a path'],
    ['status', '"" is no operator'],
    ['status = 200', '"= 200" is no operator'],
    ['$.a b == 1', '"b == 1" is no operator'],
    ['$.a == setosa', '"setosa" is no JSON value'],
    ['$.a ==', '"" is no JSON value'],
    ['$.a ~= 1', 'needs "+- number"'],
    ['$.a ~= 1 +- x', 'needs "+- number"'],
    ['$.a ~= 1 +- -1', 'needs "+- number"'],
    ['$.a < "b"', '< compares with a number'],
    ['$.a length 1.5', 'a whole number'],
  ])('%j is refused with a reason', (source, message) => {
    expect(() => parseCheck(source, range)).toThrow(InvokeSyntaxError);
    expect(() => parseCheck(source, range)).toThrow(message);
  });
});
