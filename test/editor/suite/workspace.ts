import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MlinvokeApi } from '../../../src/extension/api.ts';

/** The folder that the editor has open: a copy of samples/. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  return folder.uri.fsPath;
}

/** A file or folder of the workspace. */
export function fileIn(...path: readonly string[]): vscode.Uri {
  return vscode.Uri.file(join(workspaceFolder(), ...path));
}

/** The extension under test, activated: never a second copy of its source. */
export async function activateExtension(): Promise<MlinvokeApi> {
  const extension = vscode.extensions.getExtension<MlinvokeApi>('mlinvoke.mlinvoke');
  assert.ok(extension, 'the extension is there');
  return extension.activate();
}

/** Runs one of the extension's commands. */
export async function runCommand<T>(name: string, ...values: readonly unknown[]): Promise<T> {
  return vscode.commands.executeCommand<T>(`mlinvoke.${name}`, ...values);
}

/** Waits for a condition that an event will make true. */
export async function waitFor<T>(what: string, read: () => T | undefined): Promise<T> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    const value = read();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited 30 s in vain: ${what}`);
}

/**
 * Answers the questions that commands ask while `work` runs; the test driver shows no dialogs. The
 * tests share the extension's API object, so that its functions can be replaced.
 */
export async function answering<T>(
  answers: Partial<Record<keyof typeof vscode.window, unknown>>,
  work: () => Promise<T>,
): Promise<T> {
  const names = Object.keys(answers) as (keyof typeof vscode.window)[]; // of a Partial over them
  const originals = Object.fromEntries(names.map((name) => [name, vscode.window[name]]));
  Object.assign(vscode.window, answers);
  try {
    return await work();
  } finally {
    Object.assign(vscode.window, originals);
  }
}

/** Answers a list that grows, once it is whole, with the item that `choose` takes; else gives up. */
export function pickingFromWhole(
  choose: (items: readonly vscode.QuickPickItem[]) => vscode.QuickPickItem | undefined,
) {
  const createQuickPick = () => new WholePick(choose);
  return { createQuickPick };
}

/** What such a list needs of the editor's own, which no test can accept. */
class WholePick {
  readonly #choose: (items: readonly vscode.QuickPickItem[]) => vscode.QuickPickItem | undefined;
  readonly #accepted = new vscode.EventEmitter<void>();
  readonly #hidden = new vscode.EventEmitter<void>();
  readonly onDidAccept = this.#accepted.event;
  readonly onDidHide = this.#hidden.event;
  readonly onDidChangeActive = new vscode.EventEmitter<void>().event;
  readonly onDidChangeValue = new vscode.EventEmitter<void>().event;
  readonly activeItems: readonly vscode.QuickPickItem[] = [];
  items: readonly vscode.QuickPickItem[] = [];
  selectedItems: readonly vscode.QuickPickItem[] = [];

  constructor(
    choose: (items: readonly vscode.QuickPickItem[]) => vscode.QuickPickItem | undefined,
  ) {
    this.#choose = choose;
  }

  set busy(isBusy: boolean) {
    if (isBusy) return;
    const item = this.#choose(this.items);
    if (item) this.selectedItems = [item];
    if (item) this.#accepted.fire();
    else this.#hidden.fire();
  }

  show(): void {}

  dispose(): void {
    this.#accepted.dispose();
    this.#hidden.dispose();
  }
}

/** Runs `work` and answers the error messages that were shown meanwhile. */
export async function errorsOf(work: () => Promise<unknown>): Promise<string[]> {
  const messages: string[] = [];
  const showErrorMessage = (message: string) => {
    messages.push(message);
    return Promise.resolve(undefined);
  };
  await answering({ showErrorMessage }, work);
  return messages;
}

/** What the user sees of the latest answers to a file of this name; tells why checks do not hold. */
export function responseText(name: string): string {
  const path = `/${name}.invoke-response`;
  const document = vscode.workspace.textDocuments.findLast(({ uri }) => uri.path === path);
  return document?.getText() ?? 'no answer is shown';
}
