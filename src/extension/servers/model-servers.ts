import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ServedModel, ServePhase } from '../../server/serve-model.ts';
import { withLateProgress } from '../workbench/late-progress.ts';
import type { ModelRef } from '../models/model-ref.ts';
import { resolveWithProgress } from '../models/open-model.ts';
import { findPython } from './python-extension.ts';
import { RunningServers, type ServerEntry, type StartOptions } from './running-servers.ts';
import { readServingSettings } from '../settings.ts';
import type { StoreAccess } from '../stores/store-access.ts';

/** What this extension is, for the code that needs its files and version. */
export interface Host {
  readonly extensionPath: string;
  readonly version: string;
  readonly log: vscode.LogOutputChannel;
  readonly stores: StoreAccess;
}

/** Path of the native engine's worker bundle. */
export function workerFileOf(host: Host): string {
  return join(host.extensionPath, 'dist', 'native-worker.js');
}

/** The servers of this window, started with the settings of each model's folder. */
export function createServers(host: Host, onCrash: (entry: ServerEntry) => void): RunningServers {
  return new RunningServers({ start: (options) => startModel(host, options), onCrash });
}

async function startModel(host: Host, options: StartOptions): Promise<ServedModel> {
  const { serveModel } = await import('../../server/serve-model.ts');
  const { uri, workingDirectory } = options.target;
  const settings = readServingSettings(workingDirectory);
  const python = await findPython(workingDirectory);
  host.log.info(`Serving ${uri} (engine: ${settings.engine}).`);
  const served = await serveModel({
    uri,
    workingDirectory,
    engine: settings.engine,
    port: options.port ?? settings.port,
    limits: settings.limits,
    access: settings.access,
    replies: settings.replies,
    isTrusted: vscode.workspace.isTrusted,
    workerFile: workerFileOf(host),
    environment: process.env,
    storeHost: await host.stores.hostOf(settings.trackingUri),
    logger: host.log,
    version: host.version,
    signal: options.signal,
    onPhase: options.onPhase,
    onExit: options.onExit,
    ...(python !== undefined && { python }),
    ...(settings.trackingUri !== undefined && { trackingUri: settings.trackingUri }),
  });
  host.log.info(`${uri} is served at ${served.url}. ${served.engineReason}`);
  return served;
}

/** What {@link serveWithProgress} works with. */
export interface ServeWith {
  readonly servers: RunningServers;
  readonly stores: StoreAccess;
}

/**
 * Serves a model with a progress notification that can be cancelled, or joins the server that
 * already serves it. Throws MlflowError for what the user can put right.
 */
export async function serveWithProgress(
  { servers, stores }: ServeWith,
  model: ModelRef,
): Promise<ServerEntry> {
  const { folder, name } = await resolveWithProgress(stores, model);
  const running = servers.findByKey(folder);
  if (running?.state === 'running') return running;
  return withServeProgress(servers, { key: folder, name }, (signal) =>
    servers.start({ ...model, key: folder, name }, signal),
  );
}

/** Starts a server again on its port, with the same progress as {@link serveWithProgress}. */
export function restartWithProgress(
  servers: RunningServers,
  entry: ServerEntry,
): Promise<ServerEntry | undefined> {
  return withServeProgress(servers, entry, (signal) => servers.restart(entry.id, signal));
}

function withServeProgress<T>(
  servers: RunningServers,
  model: Pick<ServerEntry, 'key' | 'name'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const title = vscode.l10n.t('Serving {0}', model.name);
  return withLateProgress({ title }, async (signal, report) => {
    const listening = servers.onDidChange(() => {
      const phase = servers.findByKey(model.key)?.phase;
      if (phase) report({ message: phaseTitle(phase) });
    });
    try {
      return await work(signal);
    } finally {
      listening.dispose();
    }
  });
}

/** What a phase of serving is called while it lasts. */
export function phaseTitle(phase: ServePhase): string {
  switch (phase) {
    case 'resolve':
      return vscode.l10n.t('Resolving…');
    case 'load':
      return vscode.l10n.t('Loading…');
    case 'listen':
      return vscode.l10n.t('Starting…');
  }
}
