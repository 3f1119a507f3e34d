import { expect } from 'vitest';
import { openLocalModel } from '../../src/core/model/local-model.ts';
import type { Resolution } from '../../src/core/uri/resolve-model-uri.ts';
import type { ServerStore } from './server-store.ts';
import { type UriForm, uriForms } from './uri-forms.ts';

/** Forms that a name with spaces and other letters, and a stage in any case, have to bear. */
const oddForms: readonly UriForm[] = [
  { form: 'models:/iris/production', uri: () => 'models:/iris/production', run: 0 },
  { form: 'models:/Größen v1.2/latest', uri: () => 'models:/Größen v1.2/latest', run: 0 },
];

/**
 * Follows every form of URI in a store that writeServerStore filled, and expects the model of its
 * run there; gives the last hop of each form.
 */
export async function followForms(
  facts: ServerStore,
  resolve: (uri: string) => Promise<Resolution>,
): Promise<(form: string) => string> {
  const hops = new Map<string, string>();
  for (const { form, uri, run } of [...uriForms, ...oddForms]) {
    const given = uri({ ...facts, hasAliases: true });
    if (given === undefined) continue;
    const found = await resolve(given);
    const { runId } = (await openLocalModel(found.folder)).mlmodel;
    expect({ uri: given, runId }).toEqual({ uri: given, runId: facts.runs[run] });
    hops.set(form, found.hops.at(-1)?.label ?? '');
  }
  return (form) => hops.get(form) ?? '';
}
