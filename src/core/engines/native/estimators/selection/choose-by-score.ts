/** SelectKBest: of equal scores the last ones; NaN is the lowest score. */
export function chooseBest(scores: Float64Array, count: number): boolean[] {
  const clean = withoutNaN(scores);
  const order = Array.from(clean.keys()).toSorted((a, b) => Number(clean[a]) - Number(clean[b]));
  const best = new Set(count === 0 ? [] : order.slice(-count));
  return Array.from(scores, (_, feature) => best.has(feature));
}

/** SelectPercentile: those above the percentile, and of those on it the first ones. */
export function choosePercentile(scores: Float64Array, percentile: number): boolean[] {
  if (percentile === 100 || percentile === 0) {
    return Array.from(scores, () => percentile === 100);
  }
  const clean = withoutNaN(scores);
  const threshold = percentileOf(clean, 100 - percentile);
  const isKept = Array.from(clean, (score) => score > threshold);
  const ties = [...clean.keys()].filter((feature) => clean[feature] === threshold);
  const allowed = Math.trunc((scores.length * percentile) / 100);
  const kept = isKept.filter(Boolean).length;
  for (const feature of ties.slice(0, allowed - kept)) isKept[feature] = true;
  return isKept;
}

/** SelectFpr: p-values below alpha. */
export function chooseFalsePositives(pValues: Float64Array, alpha: number): boolean[] {
  return Array.from(pValues, (value) => value < alpha);
}

/** SelectFwe: p-values below alpha by the number of features. */
export function chooseFamilyWise(pValues: Float64Array, alpha: number): boolean[] {
  return Array.from(pValues, (value) => value < alpha / pValues.length);
}

/** SelectFdr: the procedure of Benjamini and Hochberg. */
export function chooseFalseDiscoveries(pValues: Float64Array, alpha: number): boolean[] {
  const share = alpha / pValues.length;
  const selected = Array.from(pValues)
    .toSorted((a, b) => a - b)
    .filter((value, at) => value <= share * (at + 1));
  const largest = selected.at(-1);
  return Array.from(pValues, (value) => largest !== undefined && value <= largest);
}

/** sklearn.feature_selection._univariate_selection._clean_nans. */
function withoutNaN(scores: Float64Array): Float64Array {
  return scores.map((score) => (Number.isNaN(score) ? -Number.MAX_VALUE : score));
}

/** numpy.percentile with linear interpolation. */
function percentileOf(values: Float64Array, percentile: number): number {
  const sorted = values.toSorted();
  const place = (values.length - 1) * (percentile / 100);
  const before = Math.floor(place);
  const [low, high] = [Number(sorted[before]), Number(sorted[before + 1] ?? sorted[before])];
  const share = place - before;
  return share >= 0.5 ? high - (high - low) * (1 - share) : low + (high - low) * share;
}
