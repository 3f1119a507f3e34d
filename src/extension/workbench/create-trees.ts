import type * as vscode from 'vscode';
import { EngineForecasts } from '../models/engine-forecast.ts';
import { ModelCatalog } from '../models/model-catalog.ts';
import { ModelRows } from '../models/model-rows.ts';
import { ModelsView } from '../models/models-view.ts';
import { RunsView } from '../runs/runs-view.ts';
import type { Host } from '../servers/model-servers.ts';
import { tellServers } from '../stores/sign-in.ts';
import { onDidChangePlaces } from '../stores/store-place.ts';
import { StoreWatcher } from '../stores/store-watcher.ts';
import { registerTrees } from './tree-views.ts';
import { ViewState } from './view-state.ts';

/** The trees of models and runs, and what commands need of them. */
export interface Trees {
  readonly catalog: ModelCatalog;
  readonly forecasts: EngineForecasts;
  readonly rows: ModelRows;
  readonly state: ViewState;
  readonly modelsView: ModelsView;
  readonly runsView: RunsView;
  readonly registrations: readonly vscode.Disposable[];
  /** Opens every store anew and reads again what it holds. */
  readonly refresh: () => void;
  /** Draws again what is known. */
  readonly redraw: () => void;
  /** Reads the files of all models again, and no store. */
  readonly readAgain: () => void;
}

/** Builds both trees, and what tells them that something has changed. */
export function createTrees(context: vscode.ExtensionContext, host: Host): Trees {
  const { stores } = host;
  const state = new ViewState(context.workspaceState);
  const watcher = new StoreWatcher();
  const catalog = new ModelCatalog({ stores, watcher, state });
  const forecasts = new EngineForecasts(host);
  const rows = new ModelRows(stores, forecasts);
  const modelsView = new ModelsView({ catalog, rows, state });
  const runsView = new RunsView({ stores, rows, state });
  const refresh = (): void => {
    stores.forget();
    catalog.refreshRegistries();
    runsView.refresh();
  };
  const redraw = (): void => {
    modelsView.redraw();
    runsView.redraw();
  };
  const readAgain = (): void => {
    rows.clear();
    redraw();
  };
  const registrations = [
    watcher,
    catalog,
    modelsView,
    runsView,
    watcher.onDidChange(() => runsView.refresh()),
    catalog.onDidChange((folders) => {
      forecasts.forget(folders);
      readAgain();
    }),
    catalog.onDidExtend(() => modelsView.redraw()),
    forecasts.onDidFind((folder) => {
      modelsView.redrawModel(folder);
      runsView.redrawModel(folder);
    }),
    onDidChangePlaces(() => {
      refresh();
      catalog.refresh();
    }),
    tellServers(),
    ...registerTrees({ stores, state, modelsView, runsView }),
  ];
  const parts = { catalog, forecasts, rows, state, modelsView, runsView };
  return { ...parts, registrations, refresh, redraw, readAgain };
}
