import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../../core/engines/engine.ts';
import type { LocalModel } from '../../core/model/local-model.ts';
import type { CommandHandler } from '../commands.ts';
import { type ReportProgress, withLateProgress } from '../workbench/late-progress.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import { type ModelRef, toModelRef } from '../models/model-ref.ts';
import { type Host, workerFileOf } from '../servers/model-servers.ts';
import { openWithProgress } from '../models/open-model.ts';
import { type PickedModel, pickModel } from '../models/pick-model.ts';
import { predictionsPath } from './predictions-path.ts';
import { findPython } from '../servers/python-extension.ts';
import type { RunningServers } from '../servers/running-servers.ts';
import { serverIdOf } from '../servers/server-id.ts';
import { readServingSettings } from '../settings.ts';

/** What the Predict command works with. */
export interface PredictOptions {
  readonly host: Host;
  readonly servers: RunningServers;
  readonly catalog: ModelCatalog;
}

/** What the command answers to whoever executed it. */
interface PredictAnswer {
  readonly outputPath: string;
  readonly rowCount: number;
}

/**
 * The Predict command: a CSV file in, `<name>.predictions.csv` beside it out. Takes a CSV file, or a
 * model or server, and asks for the other.
 */
export function createPredictCommand(options: PredictOptions): CommandHandler {
  return async (target, model) => {
    const csv = isCsv(target) ? target : await chooseCsv();
    if (!csv) return undefined;
    const picked = await chooseModel(options, isCsv(target) ? model : target);
    return picked && predictCsv(options, csv, picked);
  };
}

async function predictCsv(
  options: PredictOptions,
  csv: vscode.Uri,
  picked: PickedModel,
): Promise<PredictAnswer | undefined> {
  await saveIfOpen(csv);
  const outputPath = predictionsPath(csv.fsPath);
  const local =
    picked.kind === 'model'
      ? await openWithProgress(options.host.stores, picked.model)
      : servedModel(picked);
  await requireColumns(csv.fsPath, local);
  if (!(await mayWrite(outputPath))) return undefined;
  const title = vscode.l10n.t('Predicting {0} with {1}', basename(csv.fsPath), local.name);
  const answer = await withLateProgress({ title, delayMilliseconds: 150 }, (signal, report) => {
    report({ message: vscode.l10n.t('loading the model…') });
    return withEngine(options.host, { picked, local, signal }, async (engine) => {
      const { predictFile } = await import('../../core/batch/predict-file.ts');
      report({ message: vscode.l10n.t('reading the file…') });
      return predictFile({
        inputPath: csv.fsPath,
        outputPath,
        outputFormat: 'csv',
        mlmodel: local.mlmodel,
        engine,
        signal,
        onProgress: rowsReporter(report),
      });
    });
  });
  const rows = answer.rowCount.toLocaleString(vscode.env.language);
  options.host.log.info(`Predicted ${answer.rowCount} rows of ${csv.fsPath} into ${outputPath}.`);
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(outputPath));
  vscode.window.setStatusBarMessage(vscode.l10n.t('{0} rows predicted', rows), 5000);
  return { outputPath, rowCount: answer.rowCount };
}

/** Turns the rows done and the share of the file into the steps that the notification takes. */
function rowsReporter(report: ReportProgress): (rowsDone: number, fraction: number) => void {
  let shown = 0;
  return (rowsDone, fraction) => {
    const increment = Math.max(0, fraction * 100 - shown);
    shown += increment;
    const count = rowsDone.toLocaleString(vscode.env.language);
    report({ message: vscode.l10n.t('{0} rows', count), increment });
  };
}

/** Refuses a file that lacks columns before anything is loaded or sent. */
async function requireColumns(csvPath: string, { mlmodel }: LocalModel): Promise<void> {
  const { readCsvHeader, requireCsvColumns } = await import('../../core/batch/check-columns.ts');
  const header = await readCsvHeader(csvPath);
  requireCsvColumns(basename(csvPath), header, mlmodel.signature?.inputs);
}

/** Uses the engine of a running server, or opens one for this file alone. */
async function withEngine<T>(
  host: Host,
  model: { picked: PickedModel; local: LocalModel; signal: AbortSignal },
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { picked, local, signal } = model;
  if (picked.kind === 'server' && picked.entry.served) return work(picked.entry.served.engine);
  const { openEngine } = await import('../../core/engines/open-engine.ts');
  const { workingDirectory } = picked.kind === 'model' ? picked.model : picked.entry;
  const settings = readServingSettings(workingDirectory);
  const python = await findPython(workingDirectory);
  const { engine, reason } = await openEngine(local, {
    engine: settings.engine,
    isTrusted: vscode.workspace.isTrusted,
    workerFile: workerFileOf(host),
    environment: process.env,
    logger: host.log,
    signal,
    ...(python !== undefined && { python }),
  });
  host.log.info(reason);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

function servedModel(picked: Extract<PickedModel, { kind: 'server' }>): LocalModel {
  const model = picked.entry.served?.model;
  if (!model) throw new DOMException('The server was stopped meanwhile.', 'AbortError');
  return model;
}

function isCsv(target: unknown): target is vscode.Uri {
  return target instanceof vscode.Uri && /\.csv$/i.test(target.path);
}

/** The CSV file in the active editor, else one that the user chooses. */
async function chooseCsv(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (isCsv(active) && active.scheme === 'file') return active;
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose a CSV file'),
    filters: { CSV: ['csv'] },
  });
  return chosen?.[0];
}

async function chooseModel(
  { host, servers, catalog }: PredictOptions,
  target: unknown,
): Promise<PickedModel | undefined> {
  const entry = servers.entries.find(({ id }) => id === serverIdOf(target));
  if (entry?.served) return { kind: 'server', entry };
  const model: ModelRef | undefined = toModelRef(target);
  if (model) return { kind: 'model', model };
  return pickModel({ servers, catalog, stores: host.stores, title: vscode.l10n.t('Predict') });
}

/** What is on the screen is what gets predicted. */
async function saveIfOpen(file: vscode.Uri): Promise<void> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (open?.isDirty) await open.save();
}

async function mayWrite(path: string): Promise<boolean> {
  const isThere = await vscode.workspace.fs.stat(vscode.Uri.file(path)).then(
    () => true,
    () => false,
  );
  if (!isThere) return true;
  const overwrite = vscode.l10n.t('Overwrite');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} exists already.', basename(path)),
    { modal: true, detail: vscode.l10n.t('Its content will be replaced by the new predictions.') },
    overwrite,
  );
  return chosen === overwrite;
}
