import { loggedPaths, modelHistoryTag } from '../../core/store/logged-paths.ts';
import type { Page } from '../../core/store/page.ts';
import type { LoggedModel, Experiment, Run, RunData } from '../../core/store/tracking-store.ts';
import type { ModelRef } from '../models/model-ref.ts';
import type { SignatureNode } from '../models/signature-nodes.ts';
import type { StorePlace } from '../stores/store-place.ts';
import type { StoreProblemNode, StoreRemedyNode } from '../stores/store-problem.ts';

/** One value that was logged with a run. */
export interface DataValue {
  readonly name: string;
  readonly value: string;
}

/** What is logged with a run, in the order in which it is shown. */
export type DataPart = 'metrics' | 'params' | 'tags';

/** A row of the Runs view. Ids hold nothing that changes, so that the editor keeps what is open. */
export type RunNode =
  | { readonly kind: 'store'; readonly id: string; readonly place: StorePlace }
  | { readonly kind: 'pinned'; readonly id: string; readonly children: readonly RunNode[] }
  | {
      readonly kind: 'experiment';
      readonly id: string;
      readonly place: StorePlace;
      readonly experiment: Experiment;
    }
  | { readonly kind: 'run'; readonly id: string; readonly place: StorePlace; readonly run: Run }
  | {
      readonly kind: 'model';
      readonly id: string;
      readonly place: StorePlace;
      readonly run: Run;
      readonly model: ModelRef;
      readonly name: string;
      /** Set for a logged model of MLflow 3. */
      readonly logged?: LoggedModel;
    }
  | {
      readonly kind: 'data';
      readonly id: string;
      readonly part: DataPart;
      readonly values: readonly DataValue[];
    }
  | { readonly kind: 'value'; readonly id: string; readonly value: DataValue }
  | { readonly kind: 'more'; readonly id: string; readonly list: string }
  | { readonly kind: 'note'; readonly id: string; readonly text: string }
  | StoreProblemNode
  | StoreRemedyNode
  | SignatureNode;

/** The id under which a row is pinned, wherever it is shown. */
export function pinIdOf(id: string): string {
  return id.replace(/^pinned:(?:run:)?/, '');
}

/** The row of an experiment. */
export function toExperimentNode(place: StorePlace, experiment: Experiment) {
  const id = `${place.key}/${experiment.experimentId}`;
  return { kind: 'experiment' as const, id, place, experiment };
}

/** The row of a run in a list of runs. */
export function toRunNode(parentId: string, place: StorePlace, run: Run): RunNode {
  return { kind: 'run', id: `${parentId}/${run.runId}`, place, run };
}

/** What stands below the rows of a page: a note, and the way to more. */
export function endOf<T>(page: Page<T>, list: string): readonly RunNode[] {
  return [
    ...(page.note === undefined
      ? []
      : [{ kind: 'note' as const, id: `${list}/note`, text: page.note }]),
    ...(page.next === undefined ? [] : [{ kind: 'more' as const, id: `${list}/more`, list }]),
  ];
}

/** The metrics, params and tags of a run, in the order in which they are shown. */
export function dataParts(data: RunData): readonly (readonly [DataPart, readonly DataValue[]])[] {
  const metrics = [...data.metrics].map(([name, value]) => ({ name, value: String(value) }));
  // MLflow's own tags say where a run comes from; the history repeats what the model rows show.
  const tags = valuesOf(data.tags).filter(({ name }) => name !== modelHistoryTag);
  return [
    ['metrics', metrics],
    ['params', valuesOf(data.params)],
    ['tags', tags],
  ];
}

/** The rows of such parts; those without values are left out. */
export function toDataNodes(parentId: string, data: RunData): readonly RunNode[] {
  return dataParts(data)
    .filter(([, values]) => values.length > 0)
    .map(([part, values]) => ({ kind: 'data', id: `${parentId}/${part}`, part, values }));
}

/** The values of such a part. */
export function toValueNodes(
  node: Extract<RunNode, { readonly kind: 'data' }>,
): readonly RunNode[] {
  return node.values.map((value) => ({ kind: 'value', id: `${node.id}/${value.name}`, value }));
}

/** What {@link toModelNodes} makes rows of. */
export interface ModelsOfRun {
  readonly parentId: string;
  readonly place: StorePlace;
  readonly run: Run;
  readonly logged: readonly LoggedModel[];
  readonly data: RunData;
}

/** The models of a run: logged models of MLflow 3, and of earlier ones those in its artifacts. */
export function toModelNodes(of: ModelsOfRun): readonly RunNode[] {
  const { parentId, place, run, logged } = of;
  const { workingDirectory } = place;
  const names = new Set(logged.map(({ name }) => name));
  const paths = [...loggedPaths(of.data).keys()].filter((path) => !names.has(path));
  const common = { kind: 'model' as const, place, run };
  return [
    ...logged.map((model) => ({
      ...common,
      id: `${parentId}/${model.modelId}`,
      model: { uri: `models:/${model.modelId}`, workingDirectory },
      name: model.name,
      logged: model,
    })),
    ...paths.map((path) => ({
      ...common,
      id: `${parentId}/artifacts/${path}`,
      model: { uri: `runs:/${run.runId}/${path}`, workingDirectory },
      name: path,
    })),
  ];
}

function valuesOf(map: ReadonlyMap<string, string>): readonly DataValue[] {
  return [...map].map(([name, value]) => ({ name, value }));
}
