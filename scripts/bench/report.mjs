// One line for each figure: ours, the peers', and how often ours goes into theirs.

/**
 * Makes a line. `ours` and the numbers of `peers` are milliseconds (less is better), requests per
 * second (more is better) or megabytes, as `unit` says; a ratio above 1 means that ours is better.
 */
export function line(name, unit, ours, peers) {
  const ratioOf = (theirs) => (unit === 'rps' ? ours / theirs : theirs / ours);
  const ratio = Object.fromEntries(
    Object.entries(peers).map(([peer, figure]) => [peer, Number(ratioOf(figure).toPrecision(3))]),
  );
  const theirs = Object.entries(peers).map(([peer, figure]) => [`${peer}_${unit}`, round(figure)]);
  return { name, [`ours_${unit}`]: round(ours), ...Object.fromEntries(theirs), ratio };
}

export function toText({ name, ratio, skipped, note, ...figures }) {
  if (skipped) return `${name}: skipped, ${skipped}`;
  const [ours] = Object.entries(figures);
  const peers = Object.entries(ratio).map(([peer, times]) => `${times} x ${peer}`);
  const parts = [`${ours[1]} ${ours[0].replace('ours_', '')}`, ...peers, note ?? ''];
  return `${name}: ${parts.filter((part) => part !== '').join(', ')}`;
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function round(figure) {
  return Number(figure.toPrecision(4));
}
