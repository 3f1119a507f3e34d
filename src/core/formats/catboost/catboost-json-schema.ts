import * as z from 'zod';

const feature = {
  feature_id: z.string().default(''),
  feature_index: z.number().int().nonnegative(),
  flat_feature_index: z.number().int().nonnegative(),
};

const wireElement = z.discriminatedUnion('combination_element', [
  z.object({
    combination_element: z.literal('cat_feature_value'),
    cat_feature_index: z.number().int(),
  }),
  z.object({
    combination_element: z.literal('float_feature'),
    float_feature_index: z.number().int(),
    border: z.number(),
  }),
  z.object({
    combination_element: z.literal('cat_feature_exact_value'),
    cat_feature_index: z.number().int(),
    value: z.number().int(),
  }),
]);

const wireCtr = z.object({
  borders: z.array(z.number()),
  ctr_type: z.string(),
  elements: z.array(wireElement),
  identifier: z.string(),
  prior_numerator: z.number(),
  // So it is spelled in the files.
  prior_denomerator: z.number(),
  scale: z.number(),
  shift: z.number(),
  target_border_idx: z.number().int(),
});

/** A statistic of categories as the JSON format has it. */
export type JsonCtr = z.infer<typeof wireCtr>;

/** The parts of CatBoost's JSON format that decide predictions. */
export const wireJsonModel = z.object({
  features_info: z.object({
    float_features: z
      .array(
        z.object({
          ...feature,
          borders: z.array(z.number()).nullish(),
          has_nans: z.boolean().default(false),
          nan_value_treatment: z.string().default('AsIs'),
        }),
      )
      .default([]),
    categorical_features: z
      .array(z.object({ ...feature, values: z.array(z.number().int()).nullish() }))
      .default([]),
    ctrs: z.array(wireCtr).default([]),
    text_features: z.array(z.unknown()).default([]),
    embedding_features: z.array(z.unknown()).default([]),
  }),
  model_info: z.record(z.string(), z.unknown()),
  oblivious_trees: z
    .array(
      z.object({
        leaf_values: z.array(z.number()),
        splits: z.array(z.object({ split_index: z.number().int().nonnegative() })).nullish(),
      }),
    )
    .optional(),
  trees: z.array(z.unknown()).optional(),
  scale_and_bias: z.tuple([z.number(), z.array(z.number())]),
  ctr_data: z
    .record(
      z.string(),
      z.object({
        counter_denominator: z.number().int().default(0),
        hash_map: z.array(z.union([z.string(), z.number()])),
        hash_stride: z.number().int().positive(),
      }),
    )
    .default({}),
});
