import { formatJson } from '../landing/format-json.ts';
import { type ExampleRequest, toCsvExample } from '../landing/example-request.ts';
import { flavorNames } from '../../core/model/model-summary.ts';
import type { LocalModel } from '../../core/model/local-model.ts';
import type { ModelSignature } from '../../core/model/signature.ts';
import { replySchema, requestSchema } from './invocation-schema.ts';
import { openInferenceSchemas } from './open-inference-schemas.ts';

/** What the document describes. */
export interface DocumentOptions {
  readonly model: Pick<LocalModel, 'name' | 'uri' | 'mlmodel'>;
  readonly example: ExampleRequest;
  /** The version of mlinvoke. */
  readonly version: string;
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ 'application/json': { schema } });

/**
 * The OpenAPI 3.1 document of a server: its requests and replies follow from the signature. Its
 * server URL is relative, so that it holds below a path prefix and behind a proxy.
 */
export function createOpenApiDocument({ model, example, version }: DocumentOptions) {
  const { signature } = model.mlmodel;
  return {
    openapi: '3.1.0',
    info: {
      title: model.name,
      version,
      description: describe(model),
    },
    servers: [{ url: '.' }],
    security: [{}, { token: [] }],
    paths: {
      '/invocations': { post: describeInvocations(signature, example) },
      ...healthPaths,
      ...openInferencePaths(model.name),
      ...otherPaths,
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        InvocationRequest: requestSchema(signature),
        InvocationReply: replySchema(signature),
        Error: mlflowError,
        ...openInferenceSchemas,
      },
      responses: { ...errorResponses, ...inferErrorResponses },
    },
  };
}

function describe({ uri, mlmodel }: Pick<LocalModel, 'uri' | 'mlmodel'>): string {
  const signature = mlmodel.signature?.inputs
    ? 'Requests are checked against the signature.'
    : 'No signature: requests are not checked.';
  return `${uri}, a model of ${flavorNames(mlmodel).join(', ')}, served by mlinvoke. ${signature}`;
}

function describeInvocations(signature: ModelSignature | undefined, example: ExampleRequest) {
  const csv = toCsvExample(example);
  const text = {
    'text/csv': {
      schema: { type: 'string', description: 'A header and one row a line, in UTF-8.' },
      ...(csv !== undefined && { example: csv }),
    },
  };
  return {
    operationId: 'invoke',
    summary: 'Predict for the rows of the request',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: reference('InvocationRequest'),
          // Through text: a document has plain numbers.
          example: JSON.parse(formatJson(example.value, { width: 0 })) as unknown,
        },
        ...(signature?.inputs?.kind === 'tensors' ? {} : text), // CSV cannot hold arrays
        'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
      },
    },
    responses: {
      '200': {
        description: 'The predictions, in the order of the rows.',
        headers: {
          'Server-Timing': {
            description: 'Milliseconds of parse, enforce, predict and encode.',
            schema: { type: 'string' },
          },
        },
        content: json(reference('InvocationReply')),
      },
      ...errorReferences(''),
    },
  };
}

const errors: Readonly<Record<string, string>> = {
  '400': 'The request does not fit: the message says what, where and what would.',
  '401': 'The server asks for a token.',
  '408': 'The body did not arrive in time.',
  '413': 'The body is larger than the limit.',
  '415': 'The Content-Type is not one that is read.',
  '503': 'Too many requests are waiting.',
  '504': 'The prediction took longer than the limit.',
};

const errorReferences = (prefix: string) =>
  Object.fromEntries(
    Object.keys(errors).map((status) => [
      status,
      { $ref: `#/components/responses/${prefix}Error${status}` },
    ]),
  );

const mlflowError = {
  type: 'object',
  properties: {
    error_code: { type: 'string', examples: ['BAD_REQUEST', 'INVALID_PARAMETER_VALUE'] },
    message: { type: 'string' },
    sqlstate: { type: 'string' },
    error_class: { type: 'string' },
  },
  required: ['error_code', 'message'],
};

const retryAfter = { 'Retry-After': { schema: { type: 'integer', description: 'Seconds.' } } };

function describeErrors(prefix: string, schema: object, unsupported: object) {
  return Object.fromEntries(
    Object.entries(errors).map(([status, description]) => [
      `${prefix}Error${status}`,
      {
        description,
        ...(status === '503' && { headers: retryAfter }),
        content: status === '415' ? unsupported : json(schema),
      },
    ]),
  );
}

/** MLflow answers 415 in plain text. */
const errorResponses = describeErrors('', reference('Error'), {
  'text/plain': { schema: { type: 'string' } },
});
const inferErrorResponses = describeErrors(
  'Infer',
  reference('InferError'),
  json(reference('InferError')),
);

const anyJson = { '200': { description: 'It is.', content: json({}) } };
const get = (operationId: string, summary: string, responses: object = anyJson) => ({
  get: { operationId, summary, responses },
});

const healthPaths = {
  '/ping': get('ping', 'Whether the server is up'),
  '/health': get('health', 'The same as /ping'),
  '/version': get('version', 'The version of mlinvoke'),
};

const otherPaths = {
  '/metrics': get('metrics', 'Figures for Prometheus', {
    '200': {
      description: 'In the text format of Prometheus.',
      content: { 'text/plain': { schema: { type: 'string' } } },
    },
  }),
  '/openapi.json': get('openapi', 'This document'),
};

function openInferencePaths(name: string) {
  const parameters = [
    {
      name: 'model',
      in: 'path',
      required: true,
      schema: { type: 'string', enum: [name] },
    },
  ];
  const metadata = {
    '200': { description: 'Its tensors.', content: json(reference('ModelMetadata')) },
    '404': { description: 'There is no such model.', content: json(reference('InferError')) },
  };
  return {
    '/v2': get('serverMetadata', 'The server'),
    '/v2/health/live': get('live', 'Whether the server is up'),
    '/v2/health/ready': get('ready', 'Whether the model is loaded'),
    '/v2/models/{model}': { parameters, ...get('modelMetadata', 'The model', metadata) },
    '/v2/models/{model}/ready': { parameters, ...get('modelReady', 'Whether it is loaded') },
    '/v2/models/{model}/infer': {
      parameters,
      post: {
        operationId: 'infer',
        summary: 'Predict by the Open Inference Protocol',
        requestBody: { required: true, content: json(reference('InferRequest')) },
        responses: {
          '200': { description: 'The predictions.', content: json(reference('InferReply')) },
          '404': metadata['404'],
          ...errorReferences('Infer'),
        },
      },
    },
  };
}
