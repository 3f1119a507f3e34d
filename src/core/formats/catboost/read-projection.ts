import type { FlatTable } from '../flatbuffer.ts';
import type { Projection } from './catboost-model.ts';

/** TFeatureCombination of CatBoost's features.fbs. */
export function readProjection(table: FlatTable | undefined): Projection {
  if (!table) return { categories: [], floats: [], oneHots: [] };
  const floats = table.structs(1, 8);
  const oneHots = table.structs(2, 8);
  return {
    categories: [...table.int32s(0)],
    floats: Array.from({ length: floats.byteLength / 8 }, (_, at) => ({
      feature: floats.getInt32(at * 8, true),
      border: floats.getFloat32(at * 8 + 4, true),
    })),
    oneHots: Array.from({ length: oneHots.byteLength / 8 }, (_, at) => ({
      category: oneHots.getInt32(at * 8, true),
      value: oneHots.getInt32(at * 8 + 4, true),
    })),
  };
}
