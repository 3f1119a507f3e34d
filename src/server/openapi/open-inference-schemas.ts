import { datatypeNames } from '../../core/score/open-inference/datatype.ts';
import type { JsonSchema } from './column-schema.ts';

const text = { type: 'string' };
const shape = { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 1 };
const parameters = {
  type: 'object',
  properties: { content_type: { type: 'string' } },
  additionalProperties: true,
};
const tensor = {
  type: 'object',
  properties: {
    name: text,
    shape,
    datatype: { enum: datatypeNames },
    parameters,
    data: { type: 'array' },
  },
  required: ['name', 'shape', 'datatype', 'data'],
};

/** The bodies of the Open Inference Protocol v2, which are the same for every model. */
export const openInferenceSchemas: Readonly<Record<string, JsonSchema>> = {
  InferTensor: tensor,
  InferRequest: {
    type: 'object',
    properties: {
      id: text,
      parameters,
      inputs: { type: 'array', items: { $ref: '#/components/schemas/InferTensor' }, minItems: 1 },
      outputs: { type: 'array', items: { type: 'object', required: ['name'] } },
    },
    required: ['inputs'],
  },
  InferReply: {
    type: 'object',
    properties: {
      model_name: text,
      model_version: text,
      id: text,
      parameters,
      outputs: { type: 'array', items: { $ref: '#/components/schemas/InferTensor' } },
    },
    required: ['model_name', 'id', 'outputs'],
  },
  ModelMetadata: {
    type: 'object',
    properties: {
      name: text,
      versions: { type: 'array', items: text },
      platform: text,
      inputs: { type: 'array' },
      outputs: { type: 'array' },
      parameters,
    },
    required: ['name', 'platform', 'inputs', 'outputs'],
  },
  InferError: { type: 'object', properties: { error: text }, required: ['error'] },
};
