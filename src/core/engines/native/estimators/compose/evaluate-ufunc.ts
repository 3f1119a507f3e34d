import type { Column } from '../../../../data/table.ts';
import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import { checkedRows } from '../../rows/checked-rows.ts';
import type { SparseMatrix } from '../../rows/matrix.ts';
import { type RowOrigin, type Rows, columnLabel, countColumns } from '../../rows/rows.ts';
import type { UfuncPlan } from './plans.ts';
import { type UfuncName, floatUfunc, integerUfunc, sparseUfunc } from './ufuncs.ts';

/** FunctionTransformer.transform: a table stays a table, and each column keeps its own type. */
export function evaluateUfunc(plan: UfuncPlan, input: Rows, origin: RowOrigin): Rows {
  const { rules, ufunc } = plan;
  const rows = rules
    ? checkedRows(input, { ...rules, featureCount: countColumns(input) }, origin)
    : input;
  return ufunc === 'identity' ? rows : applyUfunc(plan, ufunc, rows);
}

function applyUfunc(plan: UfuncPlan, name: UfuncName, rows: Rows): Rows {
  switch (rows.kind) {
    case 'matrix':
      return { ...rows, values: rows.values.map(floatUfunc(name)) };
    case 'sparse':
      return applyToSparse(plan, name, rows);
    case 'table': {
      const columns = rows.columns.map((column, index) => {
        return applyToColumn(plan, name, { column, label: columnLabel(rows, index) });
      });
      return { ...rows, columns };
    }
    case 'tensor':
      return applyToTensor(plan, name, rows);
  }
}

/** NumPy hands sparse rows to a method of that name, which few functions have. */
function applyToSparse(plan: UfuncPlan, name: UfuncName, sparse: SparseMatrix): SparseMatrix {
  const ufunc = sparseUfunc(name);
  if (!ufunc) throw refusal(plan, 'The input is sparse', 'scipy knows no such function of it');
  const { wholeDtype, ...floats } = sparse;
  if (!wholeDtype) return { ...floats, values: sparse.values.map(ufunc.calculate) };
  if (wholeDtype !== 'int64' && wholeDtype !== 'int32') {
    throw refusal(plan, `The input is sparse of ${wholeDtype}`, 'it takes floats and integers');
  }
  const values = Float64Array.from(sparse.values, ufunc.calculate);
  return { ...floats, values, isFloat32: false, ...(ufunc.keepsType && { wholeDtype }) };
}

function applyToColumn(
  plan: UfuncPlan,
  name: UfuncName,
  { column, label }: { readonly column: Column; readonly label: string },
): Column {
  switch (column.dtype) {
    case 'float64':
      return { dtype: 'float64', values: column.values.map(floatUfunc(name)) };
    case 'float32':
      return { dtype: 'float32', values: column.values.map(floatUfunc(name)) };
    case 'int64':
      return applyToBigIntegers(plan, name, { values: column.values, label });
    case 'int32':
      return applyToIntegers(plan, name, { values: column.values, label });
    case 'boolean':
    case 'object':
    case 'datetime64[ns]':
      throw refusal(plan, `The ${label} has the type ${column.dtype}`, 'it takes numbers');
  }
}

function applyToTensor(plan: UfuncPlan, name: UfuncName, tensor: Tensor): Tensor {
  const { kind, shape } = tensor;
  const label = 'input';
  if (tensor.dtype === 'int64') {
    return { kind, shape, ...applyToBigIntegers(plan, name, { values: tensor.values, label }) };
  }
  if (tensor.dtype === 'int32') {
    return { kind, shape, ...applyToIntegers(plan, name, { values: tensor.values, label }) };
  }
  const ufunc = floatUfunc(name);
  if (tensor.dtype === 'float64') {
    return { kind, shape, dtype: 'float64', values: tensor.values.map(ufunc) };
  }
  if (tensor.dtype === 'float32') {
    return { kind, shape, dtype: 'float32', values: tensor.values.map(ufunc) };
  }
  throw refusal(plan, `The input has the type ${tensor.dtype}`, 'it takes floats and integers');
}

type Numbers<D extends string, V> = { readonly dtype: D; readonly values: V };
type Floats = Numbers<'float64', Float64Array>;

function applyToBigIntegers(
  plan: UfuncPlan,
  name: UfuncName,
  { values, label }: { readonly values: BigInt64Array; readonly label: string },
): Numbers<'int64', BigInt64Array> | Floats {
  const ufunc = integerUfunc(name);
  if (!ufunc) throw refusal(plan, `The ${label} holds integers`, 'it takes floats, such as 1.0');
  if ('whole' in ufunc) return { dtype: 'int64', values: values.map(ufunc.whole) };
  const floats = Float64Array.from(values, (value) => ufunc.float(Number(value)));
  return { dtype: 'float64', values: floats };
}

function applyToIntegers(
  plan: UfuncPlan,
  name: UfuncName,
  { values, label }: { readonly values: Int32Array; readonly label: string },
): Numbers<'int32', Int32Array> | Floats {
  const ufunc = integerUfunc(name);
  if (!ufunc) throw refusal(plan, `The ${label} holds integers`, 'it takes floats, such as 1.0');
  if ('float' in ufunc) return { dtype: 'float64', values: Float64Array.from(values, ufunc.float) };
  const whole = values.map((value) => Number(BigInt.asIntN(32, ufunc.whole(BigInt(value)))));
  return { dtype: 'int32', values: whole };
}

function refusal(plan: UfuncPlan, found: string, reason: string): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `${found}, which ${plan.estimator} with numpy.${plan.ufunc} cannot take here: ${reason}.`,
  );
}
