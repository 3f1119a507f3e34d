import { findRepeated } from '../../data/find-repeated.ts';
import { describeValue, invalidInput } from '../../data/json/json-value.ts';
import type { ModelInput } from '../../data/model-input.ts';
import type { Table } from '../../data/table.ts';
import type { Schema } from '../../model/signature.ts';
import { checkHalves } from './check-halves.ts';
import { decodeColumn, decodeTensor } from './decode-tensor.ts';
import { contentTypeOf, describeTensors } from './describe-tensors.ts';
import type { InferInput, InferRequest } from './parse-infer-request.ts';

/**
 * The model input that a request holds, before the signature is enforced: `pd` makes each tensor a
 * column, `np` takes one tensor as it is, `str` one list of texts, `dict` tensors by name. Without a
 * content type the signature decides; without a signature one tensor of two or more dimensions is
 * a matrix, and anything else is columns. Throws MlflowError BAD_REQUEST.
 * Follows mlserver.codecs.decode_inference_request (1.7).
 */
export function decodeRequest(request: InferRequest, schema: Schema | undefined): ModelInput {
  const contentType = request.contentType ?? contentTypeOf(schema) ?? guessContentType(request);
  checkDistinct(request.inputs);
  const form = contentType === 'pd' ? 'columns' : 'arrays';
  for (const input of request.inputs) checkHalves(input, schema, form);
  switch (contentType) {
    case 'pd':
      return decodeTable(request.inputs, schema);
    case 'np':
      return decodeTensor(onlyInput(request.inputs, contentType));
    case 'str':
      return { kind: 'json', value: decodeTensor(onlyTexts(request.inputs)).values };
    case 'dict':
      return {
        kind: 'tensors',
        tensors: new Map(request.inputs.map((input) => [input.name, decodeTensor(input)])),
      };
    default:
      throw invalidInput(
        `The content type ${describeValue(contentType)} of the request is not known; accepted are pd, np, str and dict.`,
      );
  }
}

function guessContentType({ inputs }: InferRequest): 'pd' | 'np' {
  const [first] = inputs;
  return inputs.length === 1 && first && first.shape.length > 1 ? 'np' : 'pd';
}

function checkDistinct(inputs: readonly InferInput[]): void {
  const repeated = findRepeated(inputs.map(({ name }) => name));
  if (repeated === undefined) return;
  throw invalidInput(`The request has the input ${JSON.stringify(repeated)} more than once.`);
}

function decodeTable(inputs: readonly InferInput[], schema: Schema | undefined): Table {
  const contentTypes = new Map(
    describeTensors(schema, 'input-').map(({ name, parameters }) => [
      name,
      parameters.content_type,
    ]),
  );
  const columns = inputs.map((input) => {
    const wanted = contentTypes.get(input.name);
    const contentType = input.contentType ?? wanted;
    if (contentType === 'base64' && wanted !== 'base64') throw bytesNotWanted(input);
    return decodeColumn(input, contentType);
  });
  const rowCount = columns[0]?.values.length ?? 0;
  const odd = columns.findIndex((column) => column.values.length !== rowCount);
  if (odd > 0) {
    throw invalidInput(
      `Input ${JSON.stringify(inputs[odd]?.name)} has ${columns[odd]?.values.length} rows, but ` +
        `${JSON.stringify(inputs[0]?.name)} has ${rowCount}. Give every column one value per row.`,
    );
  }
  return { kind: 'table', names: inputs.map(({ name }) => name), columns, rowCount };
}

/** A model that takes texts would get the base64 itself, or bytes that it does not expect. */
function bytesNotWanted({ name }: InferInput) {
  return invalidInput(
    `Input ${JSON.stringify(name)} is marked as base64, but the signature has no such column of bytes. ` +
      'Send the text itself with the content type "str".',
  );
}

function onlyInput(inputs: readonly InferInput[], contentType: string): InferInput {
  const [first, second] = inputs;
  if (first && !second) return first;
  throw invalidInput(
    `A request of content type "${contentType}" has one input; here are ${inputs.length}. Send one matrix, or columns with the content type "pd".`,
  );
}

function onlyTexts(inputs: readonly InferInput[]): InferInput {
  const input = onlyInput(inputs, 'str');
  if (input.datatype === 'BYTES') return input;
  throw invalidInput(
    `A request of content type "str" has the datatype BYTES, not ${input.datatype}.`,
  );
}
