import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { MlflowError } from '../../core/errors.ts';
import type { InvokeBlock } from '../../invoke/invoke-file.ts';
import type { PreparedRequest } from '../../invoke/prepare-request.ts';
import { blockAt } from './block-at.ts';
import type { CommandHandler } from '../commands.ts';
import { type InvokeDocuments, invokeLanguage } from './invoke-documents.ts';
import { withLateProgress } from '../workbench/late-progress.ts';
import { serveWithProgress } from '../servers/model-servers.ts';
import { readFileBelow, readFileIfThere } from './read-file.ts';
import type { ShownExchange } from './response-text.ts';
import type { RunningServers } from '../servers/running-servers.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { workingDirectoryOf } from '../settings.ts';
import type { VirtualDocuments } from '../workbench/virtual-documents.ts';

/** What the Send command works with. */
export interface SendOptions {
  readonly documents: InvokeDocuments;
  readonly servers: RunningServers;
  readonly stores: StoreAccess;
  readonly responses: VirtualDocuments;
  readonly log: vscode.LogOutputChannel;
}

/** What the command answers to whoever executed it. */
interface SendAnswer {
  readonly name: string;
  readonly status: number;
  readonly failedChecks: number;
}

/**
 * The Send to /invocations command: sends one request of a `.invoke` document and shows the answer
 * beside it. Takes a document and a line; without them, the active editor and its cursor.
 */
export function createSendCommand(options: SendOptions): CommandHandler {
  return async (uri, line) => {
    const editor = vscode.window.activeTextEditor ?? visibleInvokeEditor();
    const target = uri instanceof vscode.Uri ? uri : editor?.document.uri;
    if (!target) throw nothingToSend();
    const document = await vscode.workspace.openTextDocument(target);
    const cursor = editor?.document === document ? editor.selection.active.line : 0;
    const block = findBlock(options, document, typeof line === 'number' ? line : cursor);
    return sendBlock(options, document, block);
  };
}

/** Views such as the walkthrough are active without being text editors. */
function visibleInvokeEditor(): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find(
    ({ document }) => document.languageId === invokeLanguage,
  );
}

function nothingToSend(): MlflowError {
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    vscode.l10n.t('No .invoke file is on the screen. Open one, and put the cursor on a request.'),
  );
}

function findBlock(
  { documents }: SendOptions,
  document: vscode.TextDocument,
  line: number,
): InvokeBlock {
  if (document.languageId !== invokeLanguage) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      vscode.l10n.t(
        '{0} is no .invoke file. Open one, and put the cursor on a request.',
        basename(document.uri.path),
      ),
    );
  }
  const block = blockAt(documents.parse(document).blocks, line);
  if (block) return block;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    vscode.l10n.t(
      '{0} holds no request yet. Write "### name", a line "# @model URI" and a body.',
      basename(document.uri.path),
    ),
  );
}

async function sendBlock(
  options: SendOptions,
  document: vscode.TextDocument,
  block: InvokeBlock,
): Promise<SendAnswer> {
  const request = await prepare(options, document, block);
  const server = await findServer(options, document, request);
  const title = vscode.l10n.t('Sending "{0}"', request.name);
  const { sendRequest } = await import('../../client/send-request.ts');
  const { method, headers, body, path } = request;
  const exchange = await withLateProgress({ title, delayMilliseconds: 800 }, (signal, report) => {
    const answeredBy = server.answeredBy ?? server.url;
    report({ message: vscode.l10n.t('waiting for {0}', answeredBy) });
    return sendRequest({ url: `${server.url}${path}`, method, headers, body, signal });
  });
  const { evaluateChecks } = await import('../../invoke/evaluate-checks.ts');
  const checks = evaluateChecks(request.checks, exchange);
  options.log.info(`${method} ${server.url}${path}: ${exchange.status}`);
  await showExchange(options, document, { exchange, checks, ...server });
  const failedChecks = checks.filter(({ ok }) => !ok).length;
  return { name: request.name, status: exchange.status, failedChecks };
}

async function prepare(
  { documents }: SendOptions,
  document: vscode.TextDocument,
  block: InvokeBlock,
): Promise<PreparedRequest> {
  const { prepareRequest } = await import('../../invoke/prepare-request.ts');
  const { loadEnvironment } = await import('../../invoke/load-environment.ts');
  const root = workingDirectoryOf(document.uri);
  const path = document.isUntitled ? join(root, 'untitled.invoke') : document.uri.fsPath;
  const { variables } = await loadEnvironment({ path, root, readFile: readFileIfThere });
  return prepareRequest({
    file: documents.parse(document),
    block,
    path,
    environmentVariables: variables,
    // A file of a stranger must not send what stands in the environment or elsewhere on the disk.
    processEnvironment: vscode.workspace.isTrusted ? process.env : {},
    readFile: vscode.workspace.isTrusted ? readFileIfThere : readFileBelow(root),
  });
}

/** The server that a request goes to; its model is served first where none does. */
async function findServer(
  options: SendOptions,
  document: vscode.TextDocument,
  { target }: PreparedRequest,
): Promise<{ url: string; answeredBy?: string }> {
  if (target.kind === 'url') return { url: target.url };
  const workingDirectory = workingDirectoryOf(document.uri);
  const { served, name } = await serveWithProgress(options, { uri: target.uri, workingDirectory });
  if (!served) throw new DOMException('The server was stopped meanwhile.', 'AbortError');
  return { url: served.url, answeredBy: `${name} (${served.engine.kind})` };
}

/** Takes the focus only when there is something to look after. */
async function showExchange(
  { responses }: SendOptions,
  document: vscode.TextDocument,
  shown: ShownExchange,
): Promise<void> {
  const { needsAttention, responseText } = await import('./response-text.ts');
  const name = basename(document.uri.path).replace(/\.invoke$/, '');
  await responses.show(`${name}.invoke-response`, responseText(shown), {
    origin: document.uri.toString(),
    column: vscode.ViewColumn.Beside,
    preserveFocus: !needsAttention(shown),
  });
}
