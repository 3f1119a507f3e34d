import * as vscode from 'vscode';
import { MlflowError } from '../../core/errors.ts';
import type { TrackingStore } from '../../core/store/tracking-store.ts';
import type { ModelNode } from '../models/model-nodes.ts';
import type { RunNode } from '../runs/run-nodes.ts';
import type { StoreAccess } from './store-access.ts';
import { type StorePlace, labelOfPlace, storePlaces, watchedPaths } from './store-place.ts';

/** A row that the MLflow UI has a page for. */
interface Page {
  readonly place: StorePlace;
  /** Behind the `#` of the address. */
  readonly path: string;
}

/** Opens the page of a row in the MLflow UI; where no server runs, says how to start one. */
export async function openMlflowUi(stores: StoreAccess, target: unknown): Promise<void> {
  const page = pageOf(target) ?? (await choosePage());
  if (!page) return;
  const { uiUrl, backend } = await stores.use(page.place, async (store) => ({
    uiUrl: store.uiUrl,
    backend: backendOf(store, page.place),
  }));
  if (uiUrl === undefined) {
    await tellHowToStart(backend);
    return;
  }
  const base = await vscode.env.asExternalUri(vscode.Uri.parse(uiUrl));
  await vscode.env.openExternal(
    base.with({ path: `${base.path.replace(/(?<!\/)\/+$/, '')}/`, fragment: page.path }),
  );
}

/** The front page of the only store, or of one that the user picks. */
async function choosePage(): Promise<Page | undefined> {
  const places = storePlaces();
  if (places.length === 0) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      vscode.l10n.t(
        'There is no tracking store here. Open a folder with one, or choose a tracking store first.',
      ),
    );
  }
  const items = places.map((place) => ({ label: labelOfPlace(place), place }));
  const placeHolder = vscode.l10n.t('Pick a tracking store');
  const item =
    items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { placeHolder });
  return item && { place: item.place, path: '/' };
}

function pageOf(target: unknown): Page | undefined {
  if (typeof target !== 'object' || target === null || !('kind' in target)) return undefined;
  // Only rows of the two views have a kind.
  const node = target as RunNode | ModelNode;
  if (!('place' in node)) return undefined;
  const path = pathOf(node);
  return path === undefined ? undefined : { place: node.place, path };
}

type NodeOfPlace = Extract<RunNode | ModelNode, { readonly place: StorePlace }>;

function pathOf(node: NodeOfPlace): string | undefined {
  switch (node.kind) {
    case 'experiment':
      return `/experiments/${node.experiment.experimentId}`;
    case 'run':
      return `/experiments/${node.run.experimentId}/runs/${node.run.runId}`;
    case 'model': {
      const { experimentId, runId } = node.run;
      const page = node.logged ? `models/${node.logged.modelId}` : `runs/${runId}/artifacts`;
      return `/experiments/${experimentId}/${page}`;
    }
    case 'registered':
      return `/models/${encodeURIComponent(node.registered.name)}`;
    case 'version': {
      const { name, version } = node.version;
      return `/models/${encodeURIComponent(name)}/versions/${version}`;
    }
    case 'store':
    case 'problem':
    case 'remedy':
      return '/';
  }
}

/** A file store has one folder, a SQLite file some more for its artifacts; others are on no disk. */
function backendOf({ roots }: TrackingStore, place: StorePlace): string {
  const [root, ...others] = roots;
  if (root !== undefined && others.length === 0) return root;
  const file = watchedPaths(place).at(-1);
  return file === undefined ? labelOfPlace(place) : `sqlite:///${file}`;
}

async function tellHowToStart(backend: string): Promise<void> {
  const quoted = /^[\w./:+-]+$/.test(backend) ? backend : `"${backend}"`;
  const command = `mlflow ui --backend-store-uri ${quoted}`;
  const copy = vscode.l10n.t('Copy Command');
  const message = vscode.l10n.t(
    'This store has no server, and so no MLflow UI. Start one with: {0}',
    command,
  );
  if ((await vscode.window.showInformationMessage(message, copy)) !== copy) return;
  await vscode.env.clipboard.writeText(command);
}
