import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import * as vscode from 'vscode';
import { ArtifactNotFoundError } from '../../core/errors.ts';
import { withoutSecrets } from '../../core/store/without-secrets.ts';
import { readTrackingUri } from '../settings.ts';

/** Which tracking store is meant, before it is opened. */
export interface StorePlace {
  /** The same for the same store, also after a restart. */
  readonly key: string;
  /** Relative tracking URIs and the default store start here. */
  readonly workingDirectory: string;
  /** Undefined for the default: `mlruns` or `mlflow.db` in the working directory. */
  readonly trackingUri?: string;
}

/** The stores of this window: one for each workspace folder, those that are the same only once. */
export function storePlaces(): readonly StorePlace[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === 'file',
  );
  const places = folders.map(({ uri }) => placeOf(uri.fsPath));
  if (places.length === 0) {
    const place = placeOf(homedir());
    // Without a folder nobody asked for what happens to lie in the home directory.
    return place.trackingUri === undefined ? [] : [place];
  }
  return [...new Map(places.map((place) => [place.key, place])).values()];
}

/** Other folders, another setting, or trust: {@link storePlaces} may answer others from now on. */
export function onDidChangePlaces(listener: () => void): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeWorkspaceFolders(listener),
    vscode.workspace.onDidGrantWorkspaceTrust(listener),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mlinvoke.trackingUri')) listener();
    }),
  );
}

/** The store that the settings name for a folder. */
export function placeOf(workingDirectory: string): StorePlace {
  const trackingUri = readTrackingUri(vscode.Uri.file(workingDirectory));
  return {
    key: keyOf(trackingUri, workingDirectory),
    workingDirectory,
    ...(trackingUri !== undefined && { trackingUri }),
  };
}

function keyOf(trackingUri: string | undefined, workingDirectory: string): string {
  if (trackingUri === undefined) return workingDirectory;
  const uri = withoutSecrets(trackingUri);
  if (isServer(uri) || isAbsolute(uri) || /^file:/i.test(uri)) return uri;
  return `${uri} in ${workingDirectory}`;
}

/** Whether a tracking URI names a server rather than files. */
export function isServer(trackingUri: string): boolean {
  return /^(?:https?:|databricks(?::|$))/i.test(trackingUri);
}

/** A folder without a store is nothing to complain about; a store that cannot be read is. */
export function isWithoutStore({ trackingUri }: StorePlace, error: unknown): boolean {
  return error instanceof ArtifactNotFoundError && trackingUri === undefined;
}

/** What to call a store in a list: its URI, or the folder that it is the default of. */
export function labelOfPlace({ trackingUri, workingDirectory }: StorePlace): string {
  return trackingUri === undefined ? workingDirectory : withoutSecrets(trackingUri);
}

/** The files whose change means that the store has changed; none for a server. */
export function watchedPaths({ trackingUri, workingDirectory }: StorePlace): readonly string[] {
  if (trackingUri === undefined) {
    return ['mlruns', 'mlflow.db'].map((name) => resolve(workingDirectory, name));
  }
  const sqlite = /^sqlite(?:\+\w+)?:\/\/\/?([^?]+)/i.exec(trackingUri)?.[1];
  if (sqlite !== undefined) return [resolve(workingDirectory, sqlite)];
  if (/^file:/i.test(trackingUri)) return [vscode.Uri.parse(trackingUri).fsPath];
  return /^[a-z][a-z0-9+.-]+:/i.test(trackingUri) || isServer(trackingUri)
    ? []
    : [resolve(workingDirectory, trackingUri)];
}
