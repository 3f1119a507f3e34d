/** Points of a line that goes from one to the next; the places ascend. */
export interface Line {
  readonly places: Float64Array;
  readonly heights: Float64Array;
}

/** numpy.interp: the height of the line at a place, level before its first and after its last point. */
export function interpolate({ places, heights }: Line, place: number): number {
  const last = places.length - 1;
  if (Number.isNaN(place)) return place;
  if (place < Number(places[0])) return Number(heights[0]);
  if (place > Number(places[last])) return Number(heights[last]);
  const before = lastUpTo(places, place);
  const [x, y] = [Number(places[before]), Number(heights[before])];
  if (before === last || x === place) return y;
  const [nextX, nextY] = [Number(places[before + 1]), Number(heights[before + 1])];
  const slope = (nextY - y) / (nextX - x);
  const height = slope * (place - x) + y;
  if (!Number.isNaN(height)) return height;
  const fromNext = slope * (place - nextX) + nextY;
  return Number.isNaN(fromNext) && y === nextY ? y : fromNext;
}

/** The last point whose place is at most the given one. */
function lastUpTo(places: Float64Array, place: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Number(places[middle]) <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
