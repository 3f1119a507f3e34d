import type { Tensor } from '../../../../data/tensor.ts';
import { concatenateRows, takeLabels } from '../../evaluate/output.ts';

/** Labels of several outputs, all of one type, as the columns of one tensor; of one as they are. */
export function joinOutputs(outputs: readonly Tensor[], rowCount: number): Tensor {
  const joined = concatenateRows(outputs);
  if (!joined) throw new Error('There are no outputs to join.');
  if (outputs.length === 1) return joined;
  const width = outputs.length;
  const places = Int32Array.from(
    { length: rowCount * width },
    (_, at) => (at % width) * rowCount + Math.floor(at / width),
  );
  return { ...takeLabels(joined, places), shape: [rowCount, width] };
}
