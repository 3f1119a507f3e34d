import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { workingDirectoryOf } from '../settings.ts';

/** A model as the user named it; nothing is resolved yet. */
export interface ModelRef {
  /** A folder or a model URI. */
  readonly uri: string;
  /** Where relative URIs and the default store are looked for. */
  readonly workingDirectory: string;
}

/** What to call a model that is not read yet: its URI, or of a folder the last part. */
export function labelOfRef({ uri }: ModelRef): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(uri) ? uri : basename(uri);
}

/**
 * The model that a command's argument means: a tree node, an MLmodel file or its folder from the
 * explorer, or a URI as text. Undefined for anything else, and for no argument.
 */
export function toModelRef(value: unknown): ModelRef | undefined {
  if (typeof value === 'string')
    return { uri: value, workingDirectory: workingDirectoryOf(undefined) };
  if (value instanceof vscode.Uri) return refOfFile(value);
  if (!isRecord(value)) return undefined;
  if (isRecord(value['model'])) return toModelRef(value['model']);
  const { uri, workingDirectory } = value;
  if (typeof uri !== 'string' || typeof workingDirectory !== 'string') return undefined;
  return { uri, workingDirectory };
}

function refOfFile(file: vscode.Uri): ModelRef {
  const path = file.fsPath;
  const folder = basename(path) === 'MLmodel' ? dirname(path) : path;
  return { uri: folder, workingDirectory: workingDirectoryOf(file) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
