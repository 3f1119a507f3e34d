import { UnsupportedFlavorError } from '../../../errors.ts';
import { type PythonValue, isTagged } from '../../../formats/python-value.ts';
import { asEntries, asItems, resolvePython } from '../../../formats/resolve-python.ts';
import { attributesOf, publicClassName } from './estimator-state.ts';

/** So that a pipeline in a hostile file that is its own last step comes to an end. */
const deepest = 32;

/**
 * Refuses a transformer, or a pipeline that ends in one, that was told by `set_output` to answer
 * frames: what the columns are called is a rule of each transformer. Those of category_encoders
 * name them in their state and answer frames here, too.
 */
export function refuseFrames(value: PythonValue, depth = 0): void {
  const object = resolvePython(value);
  if (!isTagged(object) || object.kind !== 'object' || depth > deepest) return;
  const attributes = attributesOf(object);
  const last = asItems(asItems(attributes.get('steps'))?.at(-1))?.[1];
  if (last !== undefined) {
    refuseFrames(last, depth + 1);
    return;
  }
  if (object.module.startsWith('category_encoders.')) return;
  const output = asEntries(attributes.get('_sklearn_output_config'))?.find(
    ([name]) => name === 'transform',
  )?.[1];
  if (output === undefined || output === 'default') return;
  throw new UnsupportedFlavorError(
    `The native engine cannot run this model: ${publicClassName(object)} was set by set_output to ` +
      `answer ${typeof output === 'string' ? output : 'other'} frames, whose columns it does not name; ` +
      'save the model with set_output(transform="default").',
  );
}
