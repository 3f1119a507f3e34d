/** The class with the most votes, the first of equals (svm_predict_values). */
export function mostVotes(decisions: Float64Array, start: number, classCount: number): number {
  const votes = new Int32Array(classCount);
  let at = start;
  for (let first = 0; first < classCount; first += 1) {
    for (let second = first + 1; second < classCount; second += 1, at += 1) {
      const winner = Number(decisions[at]) > 0 ? first : second;
      votes[winner] = Number(votes[winner]) + 1;
    }
  }
  return votes.indexOf(Math.max(...votes));
}

/**
 * A column for each class from one for each pair: votes, and within a third of a vote how sure
 * they were (sklearn.utils.multiclass._ovr_decision_function, with SVC's signs).
 */
export function oneAgainstRest(
  decisions: Float64Array,
  classCount: number,
): Float64Array<ArrayBuffer> {
  const pairCount = (classCount * (classCount - 1)) / 2;
  const rowCount = decisions.length / pairCount;
  const columns = new Float64Array(rowCount * classCount);
  for (let row = 0; row < rowCount; row += 1) {
    const votes = new Float64Array(classCount);
    const confidences = new Float64Array(classCount);
    let at = row * pairCount;
    for (let first = 0; first < classCount; first += 1) {
      for (let second = first + 1; second < classCount; second += 1, at += 1) {
        const decision = Number(decisions[at]);
        confidences[first] = Number(confidences[first]) + decision;
        confidences[second] = Number(confidences[second]) - decision;
        const winner = decision < 0 ? second : first;
        votes[winner] = Number(votes[winner]) + 1;
      }
    }
    confidences.forEach((confidence, index) => {
      columns[row * classCount + index] =
        Number(votes[index]) + confidence / (3 * (Math.abs(confidence) + 1));
    });
  }
  return columns;
}
