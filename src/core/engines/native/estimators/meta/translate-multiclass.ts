import type { PredictMethod } from '../../methods.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import type {
  BinaryMember,
  ConstantMemberPlan,
  OneVsOnePlan,
  OneVsRestPlan,
  OutputCodePlan,
} from './plans.ts';
import { binaryThreshold, looseRules, translateBinaryMembers } from './translate-members.ts';

/** sklearn.multiclass.OneVsRestClassifier, of classes or of several labels at once. */
export function translateOneVsRest(state: EstimatorState, child: ChildTranslator): OneVsRestPlan {
  const members = translateBinaryMembers(state, child);
  const binarizer = child.state(
    state.value('label_binarizer_') ?? null,
    `label_binarizer_ of ${state.place}`,
  );
  const target = targetOf(binarizer);
  const classes = binarizer.array('classes_');
  const labels = classLabels(binarizer, classes.shape[0] ?? 0);
  const expected = target === 'binary' ? 1 : labels.values.length;
  if (members.length !== expected) {
    throw state.refusal(
      `which has ${members.length} estimators where its classes need ${expected}`,
    );
  }
  const methods: PredictMethod[] = ['predict'];
  for (const method of ['predict_proba', 'decision_function'] as const) {
    if (members.every(({ part }) => child.methodsOf(part).includes(method))) methods.push(method);
  }
  return {
    kind: 'one-vs-rest',
    members,
    labels,
    target,
    threshold: binaryThreshold(members),
    methods,
    prefersFirst: isAtLeast(state.version, 1, 8),
    keepsZeros: isAtLeast(state.version, 1, 7),
  };
}

/** What LabelBinarizer.y_type_ says that it was fitted on. */
function targetOf(binarizer: EstimatorState): OneVsRestPlan['target'] {
  const type = binarizer.string('y_type_') ?? '';
  if (type === 'multilabel-indicator') {
    if (binarizer.has('sparse_input_') && binarizer.boolean('sparse_input_')) {
      throw binarizer.refusal('which was fitted on sparse labels, so that the answer is sparse');
    }
    return 'multilabel';
  }
  if (type === 'multiclass' || type === 'binary') return type;
  throw binarizer.refusal(`whose attribute y_type_ is "${type}"`);
}

/** sklearn.multiclass.OneVsOneClassifier: a member for each pair of classes. */
export function translateOneVsOne(state: EstimatorState, child: ChildTranslator): OneVsOnePlan {
  if (state.has('pairwise_indices_')) {
    throw state.refusal('whose estimators take precomputed kernels or distances');
  }
  const members = translateBinaryMembers(state, child);
  const labels = classLabels(state, state.array('classes_').shape[0] ?? 0);
  const count = labels.values.length;
  if (members.length !== (count * (count - 1)) / 2) {
    throw state.refusal(`which has ${members.length} estimators for ${count} classes`);
  }
  const rules = isAtLeast(state.version, 1, 0) ? looseRules(state) : undefined;
  const threshold = isAtLeast(state.version, 1, 1) ? binaryThreshold(members) : 0;
  return { kind: 'one-vs-one', members, labels, threshold, ...(rules && { rules }) };
}

/** sklearn.multiclass.OutputCodeClassifier. */
export function translateOutputCode(state: EstimatorState, child: ChildTranslator): OutputCodePlan {
  const members: BinaryMember[] = translateBinaryMembers(state, child);
  const labels = classLabels(state, state.array('classes_').shape[0] ?? 0);
  const book = state.numbers('code_book_');
  const [rows, columns] = book.shape;
  if (book.shape.length !== 2 || rows !== labels.values.length || columns !== members.length) {
    throw state.unexpected(
      'code_book_',
      `${labels.values.length} rows of ${members.length} numbers`,
    );
  }
  return { kind: 'output-code', members, labels, codeBook: book.values };
}

/** sklearn.multiclass._ConstantPredictor: 0 or 1 for every row. */
export function translateConstantMember(state: EstimatorState): ConstantMemberPlan {
  return { kind: 'constant-member', value: state.number('y_') };
}
