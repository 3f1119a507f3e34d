import type { Found } from './find-neighbors.ts';

/** The points within the radius of one row. */
export interface FoundWithin extends Found {
  /** True where NumPy holds the distances in float32. */
  readonly isFloat32: boolean;
}

/** The points that were found for one row, in the order in which they were; used row after row. */
export class Neighborhood {
  private readonly points: Int32Array;
  private readonly distances: Float64Array;
  private count = 0;

  private readonly isFloat32: boolean;

  /** At most `size` points are found for a row. */
  constructor(size: number, isFloat32: boolean) {
    this.isFloat32 = isFloat32;
    this.points = new Int32Array(size);
    this.distances = new Float64Array(size);
  }

  clear(): void {
    this.count = 0;
  }

  add(point: number, distance: number): void {
    this.points[this.count] = point;
    this.distances[this.count] = distance;
    this.count += 1;
  }

  /** What was added since it was cleared; overwritten by the next row. */
  found(): FoundWithin {
    const { points, distances, count, isFloat32 } = this;
    return {
      points: points.subarray(0, count),
      distances: distances.subarray(0, count),
      isFloat32,
    };
  }
}
