import { describe, expect, it } from 'vitest';
import { encodePrediction } from '../../../../src/core/data/encode-prediction.ts';
import { decodePredictions } from '../../../../src/core/engines/python/decode-predictions.ts';

const decode = (json: string) => decodePredictions(`{"predictions": ${json}}`);

describe('predictions from Python', () => {
  it.each([
    '[1.0, 2.5, null]',
    '[1, 9223372036854775807]',
    '[true, false]',
    '["a", "NaN"]',
    '[[1.0, 2.0], [3.0, 4.0]]',
    '[{"score": 1.0, "label": "x", "n": 1}, {"score": 2.0, "label": null, "n": 2}]',
    '[1, null, 2.0]',
    '[[1], [2, 3]]',
    '[{"a": 1}, {"b": 1}]',
    '[18446744073709551616]',
    '{"mean": 1.0, "9": [1]}',
    '[]',
    '[[], []]',
    '1.0',
    'null',
    '"text"',
  ])('come out again as they came: %s', (json) => {
    expect(encodePrediction(decode(json))).toBe(json);
  });

  it('are columnar where they are of one kind', () => {
    expect(decode('[1.0, null]')).toEqual({
      kind: 'tensor',
      dtype: 'float64',
      values: Float64Array.of(1, Number.NaN),
      shape: [2],
    });
    expect(decode('[[1, 2, 3]]')).toMatchObject({ kind: 'tensor', dtype: 'int64', shape: [1, 3] });
    expect(decode('[{"a": 1.0, "b": true}]')).toMatchObject({
      kind: 'table',
      names: ['a', 'b'],
      columns: [{ dtype: 'float64' }, { dtype: 'boolean' }],
    });
    expect(decode('[1, null]')).toMatchObject({ kind: 'json' });
  });

  it('must be there', () => {
    expect(() => decodePredictions('{"choices": []}')).toThrow('has no "predictions": {"choices"');
  });
});
