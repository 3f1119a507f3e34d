/**
 * The places of the `count` smallest numbers as np.argpartition(values, count - 1)[:count] gives
 * them: of equal numbers those that its introselect moves there
 * (numpy/_core/src/npysort/selection.cpp). NaN sorts behind all others.
 */
export function argPartition(values: Float64Array, count: number): Int32Array {
  const places = Int32Array.from({ length: values.length }, (_, at) => at);
  const selection: Selection = { values, places };
  const target = count - 1;
  if (target < 3) selectSmallest(selection, count);
  else if (target === values.length - 1) moveLargest(selection);
  else narrowDown(selection, target);
  return places.subarray(0, count);
}

interface Selection {
  readonly values: Float64Array;
  readonly places: Int32Array;
}

/** dumb_select: the smallest one by one. */
function selectSmallest(selection: Selection, count: number): void {
  const { places } = selection;
  for (let at = 0; at < count; at += 1) {
    let smallest = at;
    for (let other = at + 1; other < places.length; other += 1) {
      if (isLess(selection, other, smallest)) smallest = other;
    }
    swap(places, at, smallest);
  }
}

function moveLargest(selection: Selection): void {
  const { places } = selection;
  let largest = 0;
  for (let at = 1; at < places.length; at += 1) {
    if (!isLess(selection, at, largest)) largest = at;
  }
  swap(places, places.length - 1, largest);
}

function narrowDown(selection: Selection, target: number): void {
  const { places } = selection;
  let low = 0;
  let high = places.length - 1;
  while (low + 1 < high) {
    const middle = low + Math.floor((high - low) / 2);
    movePivot(selection, { low, middle, high });
    let left = low + 1;
    let right = high;
    for (;;) {
      do left += 1;
      while (isLess(selection, left, low));
      do right -= 1;
      while (isLess(selection, low, right));
      if (right < left) break;
      swap(places, left, right);
    }
    swap(places, low, right);
    if (right >= target) high = right - 1;
    if (right <= target) low = left;
  }
  if (high === low + 1 && isLess(selection, high, low)) swap(places, high, low);
}

/** median3_swap: the middle one of three goes to the low end, the smallest beside it. */
function movePivot(
  selection: Selection,
  { low, middle, high }: { readonly low: number; readonly middle: number; readonly high: number },
): void {
  const { places } = selection;
  if (isLess(selection, high, middle)) swap(places, high, middle);
  if (isLess(selection, high, low)) swap(places, high, low);
  if (isLess(selection, low, middle)) swap(places, low, middle);
  swap(places, middle, low + 1);
}

function isLess({ values, places }: Selection, one: number, other: number): boolean {
  const a = Number(values[Number(places[one])]);
  const b = Number(values[Number(places[other])]);
  return a < b || (Number.isNaN(b) && !Number.isNaN(a));
}

function swap(places: Int32Array, one: number, other: number): void {
  const kept = Number(places[one]);
  places[one] = Number(places[other]);
  places[other] = kept;
}
