import * as vscode from 'vscode';
import { ArtifactNotFoundError } from '../../core/errors.ts';
import type { LoggedModel, Run, RunData, TrackingStore } from '../../core/store/tracking-store.ts';
import { withoutSecrets } from '../../core/store/without-secrets.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import type { StorePlace } from '../stores/store-place.ts';
import { withLateProgress } from '../workbench/late-progress.ts';
import type { VirtualDocuments } from '../workbench/virtual-documents.ts';
import { nameOfRun, partText } from './run-items.ts';
import { dataParts, toModelNodes } from './run-nodes.ts';
import { statusText, timeText } from './run-texts.ts';
import type { RunSection } from './run-yaml.ts';

/** What {@link openRun} works with. */
export interface OpenRunOptions {
  readonly stores: StoreAccess;
  readonly previews: VirtualDocuments;
}

/** A run and the store that it is in. */
export interface PlacedRun {
  readonly place: StorePlace;
  readonly run: Run;
}

interface FoundRun {
  readonly run: Run;
  readonly data: RunData;
  readonly logged: readonly LoggedModel[];
}

/**
 * Shows all that the store has of a run as a read-only document. It is asked anew each time: a run
 * that goes on logs more.
 */
export async function openRun({ stores, previews }: OpenRunOptions, row: PlacedRun): Promise<void> {
  const { place, run } = row;
  const title = vscode.l10n.t('Reading {0}', nameOfRun(run));
  const found = await withLateProgress({ title }, (signal) =>
    stores.use(place, (store) => readRun(store, run, signal)),
  );
  const { toRunYaml } = await import('./run-yaml.ts');
  const name = nameOfRun(found.run).replaceAll('/', '-');
  await previews.show(`${name}.yaml`, toRunYaml(sectionsOf(place, found)), {
    origin: `${place.key} ${run.runId}`,
    column: vscode.ViewColumn.Active,
    preserveFocus: false,
  });
}

async function readRun(
  store: TrackingStore,
  { runId }: Run,
  signal: AbortSignal,
): Promise<FoundRun> {
  const run = await store.findRun(runId, signal);
  if (!run) {
    throw new ArtifactNotFoundError(
      vscode.l10n.t('The run {0} is no longer in its store. Refresh the view.', runId),
    );
  }
  const [data, logged] = await Promise.all([
    store.readRunData(run, signal),
    store.findLoggedModelsOfRun(run, signal),
  ]);
  return { run, data, logged };
}

/** In the order in which the view has them. */
function sectionsOf(place: StorePlace, { run, data, logged }: FoundRun): readonly RunSection[] {
  const models = toModelNodes({ parentId: '', place, run, logged, data });
  return [
    { values: factsOf(run) },
    {
      title: vscode.l10n.t('Models'),
      values: models.flatMap((node) =>
        node.kind === 'model' ? [[node.model.uri, node.name]] : [],
      ),
    },
    ...dataParts(data).map(([part, values]): RunSection => ({
      title: partText(part),
      values: values.map(({ name, value }) => [name, part === 'metrics' ? Number(value) : value]),
    })),
  ];
}

function factsOf({ name, status, startedAt, endedAt, ...run }: Run): RunSection['values'] {
  const duration =
    startedAt === undefined || endedAt === undefined
      ? undefined
      : vscode.l10n.t('{0} s', ((endedAt - startedAt) / 1000).toLocaleString(vscode.env.language));
  const facts: [string, string | undefined][] = [
    [vscode.l10n.t('Name'), name],
    [vscode.l10n.t('Run'), `runs:/${run.runId}`],
    [vscode.l10n.t('Experiment'), run.experimentId],
    [vscode.l10n.t('Status'), status && statusText(status)],
    [vscode.l10n.t('Started'), startedAt === undefined ? undefined : timeText(startedAt, 'medium')],
    [vscode.l10n.t('Duration'), duration],
    [vscode.l10n.t('Artifacts'), withoutSecrets(run.artifactUri)],
  ];
  return facts.flatMap(([fact, value]) => (value === undefined ? [] : [[fact, value]]));
}
