import * as z from 'zod';
import type { Tensor } from '../../../../../data/tensor.ts';
import type { CatboostModel } from '../../../../../formats/catboost/catboost-model.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import type { CatboostOutput } from './catboost-plan.ts';

const wireParams = z.looseObject({
  loss_function: z.looseObject({ type: z.string() }),
});

const wireClasses = z.looseObject({
  class_label_type: z.enum(['Integer', 'Float', 'String', 'Boolean']),
  class_names: z.array(z.union([z.number(), z.string(), z.boolean()])),
  class_to_label: z.array(z.number()),
  classes_count: z.number(),
});
type WireClasses = z.infer<typeof wireClasses>;

/**
 * What becomes of the sums, by the class of the object and the loss that stands in the model:
 * CatBoostRegressor._get_default_prediction_type and CatBoostClassifier.predict (catboost 1.2).
 */
export function catboostOutput(model: CatboostModel, state: EstimatorState): CatboostOutput {
  const loss = readLoss(model, state);
  switch (state.shortName) {
    case 'CatBoostRegressor':
      return regressorOutput(loss, model, state);
    case 'CatBoostClassifier':
      return classifierOutput(loss, model, state);
    default:
      // CatBoost and CatBoostRanker predict sums, whatever the loss.
      return { kind: 'raw' };
  }
}

function regressorOutput(
  loss: string,
  { dimension }: CatboostModel,
  state: EstimatorState,
): CatboostOutput {
  if (loss === 'RMSEWithUncertainty') {
    if (dimension !== 2) throw state.refusal(`whose loss ${loss} has ${dimension} outputs`);
    return { kind: 'uncertainty' };
  }
  const isExponent = loss.startsWith('Poisson') || loss.startsWith('Tweedie');
  if (isExponent && dimension !== 1) {
    throw state.refusal(`whose loss ${loss} has ${dimension} outputs`);
  }
  return { kind: isExponent ? 'exponent' : 'raw' };
}

const binaryLosses: ReadonlySet<string> = new Set(['Logloss', 'CrossEntropy', 'Focal']);

function classifierOutput(
  loss: string,
  model: CatboostModel,
  state: EstimatorState,
): CatboostOutput {
  const { dimension } = model;
  if (loss === 'MultiLogloss' || loss === 'MultiCrossEntropy') {
    const { class_label_type: type, class_names: names } = readClasses(model, state);
    if (type === 'Integer' && names.every((name, at) => name === at))
      return { kind: 'multi-label' };
    throw state.refusal(`whose loss ${loss} has classes ${JSON.stringify(names)}`);
  }
  const threshold = readThreshold(model, state);
  if (dimension === 1 && binaryLosses.has(loss)) {
    const border = threshold === undefined ? 0 : -Math.log(1 / threshold - 1);
    return { kind: 'binary', labels: readLabels(model, 2, state), border };
  }
  if (dimension > 1 && (loss === 'MultiClass' || loss === 'MultiClassOneVsAll')) {
    const labels = readLabels(model, dimension, state);
    return { kind: 'classes', labels, isOneVsAll: loss === 'MultiClassOneVsAll' };
  }
  throw state.refusal(`whose loss is ${loss} with ${dimension} outputs, as a classifier`);
}

function readLoss({ info }: CatboostModel, state: EstimatorState): string {
  const parsed = wireParams.safeParse(parseJson(info.get('params')));
  if (parsed.success) return parsed.data.loss_function.type;
  throw state.refusal('whose metadata does not name the loss function');
}

function readThreshold({ info }: CatboostModel, state: EstimatorState): number | undefined {
  const text = info.get('binclass_probability_threshold');
  if (text === undefined) return undefined;
  const threshold = Number(text);
  if (threshold > 0 && threshold < 1) return threshold;
  throw state.refusal(`whose probability threshold is ${JSON.stringify(text)}`);
}

function readClasses({ info }: CatboostModel, state: EstimatorState): WireClasses {
  const parsed = wireClasses.safeParse(parseJson(info.get('class_params')));
  if (parsed.success) return parsed.data;
  throw state.refusal(
    info.has('multiclass_params')
      ? 'whose classes stand in "multiclass_params", as CatBoost before 0.24 wrote them; save it again with a newer one'
      : 'whose metadata has no "class_params" that can be read',
  );
}

function readLabels(model: CatboostModel, count: number, state: EstimatorState): Tensor {
  const classes = readClasses(model, state);
  const { class_names: names, class_to_label: places, class_label_type: type } = classes;
  // Without names, labels are the numbers themselves.
  const labels = names.length === 0 ? places : places.map((place) => names[place]);
  const isWhole = places.length === count && (names.length === 0 || names.length === count);
  const hasMore = classes.classes_count !== 0 && classes.classes_count !== count;
  if (!isWhole || hasMore) {
    throw state.refusal(`which knows ${places.length} of its classes; it has ${count} outputs`);
  }
  const tensor = labelTensor(labels, type);
  if (tensor) return tensor;
  throw state.refusal(`whose classes ${JSON.stringify(labels)} are not of the type ${type}`);
}

function labelTensor(
  labels: readonly unknown[],
  type: WireClasses['class_label_type'],
): Tensor | undefined {
  const shape = [labels.length];
  const numbers = labels.filter((label) => typeof label === 'number');
  const areNumbers = numbers.length === labels.length;
  switch (type) {
    case 'Integer':
      return areNumbers && numbers.every(Number.isSafeInteger)
        ? { kind: 'tensor', dtype: 'int64', shape, values: BigInt64Array.from(numbers, BigInt) }
        : undefined;
    case 'Float':
      return areNumbers
        ? { kind: 'tensor', dtype: 'float64', shape, values: Float64Array.from(numbers) }
        : undefined;
    case 'String':
      return labels.every((label) => typeof label === 'string')
        ? { kind: 'tensor', dtype: 'object', shape, values: labels }
        : undefined;
    case 'Boolean':
      return labels.every((label) => typeof label === 'boolean')
        ? { kind: 'tensor', dtype: 'bool', shape, values: Uint8Array.from(labels, Number) }
        : undefined;
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
