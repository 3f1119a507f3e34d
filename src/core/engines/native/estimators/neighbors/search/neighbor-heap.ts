/**
 * The nearest points that were met so far, the farthest of them on top
 * (sklearn/utils/_heap.pyx): which of equally far points stay depends on its moves.
 */
export class NeighborHeap {
  readonly distances: Float64Array;
  readonly points: Int32Array;

  constructor(size: number) {
    this.distances = new Float64Array(size).fill(Infinity);
    this.points = new Int32Array(size);
  }

  /** The distance that a point must be below. */
  get largest(): number {
    return Number(this.distances[0]);
  }

  clear(): void {
    this.distances.fill(Infinity);
    this.points.fill(0);
  }

  push(distance: number, point: number): void {
    const { distances, points } = this;
    if (distance >= Number(distances[0])) return;
    const size = distances.length;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= size) break;
      const right = left + 1;
      const isLeft = right >= size || Number(distances[left]) >= Number(distances[right]);
      const larger = isLeft ? left : right;
      if (!(distance < Number(distances[larger]))) break;
      distances[at] = Number(distances[larger]);
      points[at] = Number(points[larger]);
      at = larger;
    }
    distances[at] = distance;
    points[at] = point;
  }

  /** Sorts by distance; whoever looks further must call clear first. */
  sort(): void {
    const { distances, points } = this;
    for (let at = 1; at < distances.length; at += 1) {
      const distance = Number(distances[at]);
      const point = Number(points[at]);
      let hole = at;
      while (hole > 0 && Number(distances[hole - 1]) > distance) {
        distances[hole] = Number(distances[hole - 1]);
        points[hole] = Number(points[hole - 1]);
        hole -= 1;
      }
      distances[hole] = distance;
      points[hole] = point;
    }
  }
}
