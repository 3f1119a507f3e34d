import { describe, expect, it } from 'vitest';
import type { Table } from '../../../../../src/core/data/table.ts';
import { evaluatePlan } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import { type PythonValue, pythonObject } from '../../../../../src/core/formats/python-value.ts';
import { estimator, list, objects } from '../../../../helpers/python-values.ts';

const transform = { method: 'transform' as const };
const float: PythonValue = { kind: 'global', module: 'numpy', name: 'float64' };
const oneHot = (attributes: Record<string, PythonValue> = {}, version = '1.9.1'): PythonValue =>
  estimator(
    'sklearn.preprocessing._encoders.OneHotEncoder',
    {
      categories_: list(objects('Lima', 'Oslo', null)),
      feature_names_in_: objects('city'),
      handle_unknown: 'error',
      drop: null,
      sparse_output: false,
      dtype: float,
      _infrequent_enabled: false,
      ...attributes,
    },
    version,
  );
const cities = (...values: unknown[]): Table => ({
  kind: 'table',
  names: ['city'],
  columns: [{ dtype: 'object', values }],
  rowCount: values.length,
});

function encode(model: PythonValue, ...values: unknown[]): unknown[] {
  const plan = translateModel(model, transform);
  return Array.from<unknown>(evaluatePlan(plan, cities(...values), { firstRow: 0 }).values);
}

function refusalOf(run: () => unknown): MlflowError | undefined {
  try {
    run();
  } catch (error) {
    return error instanceof MlflowError ? error : undefined;
  }
  return undefined;
}

function messageOf(run: () => unknown): string {
  return refusalOf(run)?.message ?? '';
}

function briefOf(run: () => unknown): string {
  return refusalOf(run)?.briefMessage ?? '';
}

describe('encoders', () => {
  it('name the column, the row, the value and the categories of an unknown value', () => {
    const message = messageOf(() => encode(oneHot(), 'Oslo', 'Atlantis'));
    expect(message).toMatch(/column "city" holds "Atlantis".* in row 1/);
    expect(message).toContain('send one of "Lima", "Oslo", null');
  });

  it('keep the value out of the brief message', () => {
    const brief = briefOf(() => encode(oneHot(), 'secret'));
    expect(brief).toContain('holds a text');
    expect(brief).not.toContain('secret');
  });

  it("take a frame's missing value for None where None is a category", () => {
    expect(encode(oneHot(), null, 'Lima')).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it("take a frame's missing value for NaN where NaN is a category", () => {
    const model = oneHot({ categories_: list(objects('Lima', Number.NaN)) });
    expect(encode(model, null, 'Lima')).toEqual([0, 1, 1, 0]);
  });

  it('refuse a list in a cell, also where unknown values are ignored', () => {
    const model = oneHot({ handle_unknown: 'ignore' });
    expect(messageOf(() => encode(model, ['Lima']))).toMatch(/holds \["Lima"\]/);
  });

  it('know True and 1.0 for the number 1, as Python does', () => {
    const model = oneHot({ categories_: list(objects(0, 1, 'Lima')) });
    expect(encode(model, true, 1)).toEqual([0, 1, 0, 0, 1, 0]);
  });

  it.each<[string, PythonValue, RegExp]>([
    ['no categories', oneHot({ categories_: list() }), /categories_ are empty/],
    [
      'categories that are objects',
      oneHot({ categories_: list(objects(pythonObject({ module: 'a', name: 'B' }, [], 0))) }),
      /something else than texts, numbers and booleans/,
    ],
    ['an unknown rule', oneHot({ handle_unknown: 'guess' }), /handle_unknown is "guess"/],
    ['an unknown dtype', oneHot({ dtype: 'complex' }), /dtype is "complex"/],
    [
      'a drop that is none',
      oneHot({ drop: 'first', drop_idx_: objects(-1), _drop_idx_after_grouping: objects(-1) }),
      /_drop_idx_after_grouping/,
    ],
    [
      'too many drops',
      oneHot({ drop: 'first', _drop_idx_after_grouping: objects(0, 1) }),
      /1 integers is expected/,
    ],
    [
      'rare categories that are none',
      oneHot({
        _infrequent_enabled: true,
        _default_to_infrequent_mappings: list(list(0, 9, 1)),
        _infrequent_indices: list(list(1)),
      }),
      /rare categories are not among its categories/,
    ],
    [
      'fewer groups than features',
      oneHot({
        _infrequent_enabled: true,
        _default_to_infrequent_mappings: list(),
        _infrequent_indices: list(),
      }),
      /do not fit its features/,
    ],
  ])('refuse %s by name', (_, model, reason) => {
    expect(() => translateModel(model, transform)).toThrow(UnsupportedFlavorError);
    expect(() => translateModel(model, transform)).toThrow(reason);
  });
});
