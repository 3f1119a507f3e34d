import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { MlflowError } from '../../core/errors.ts';
import type { CommandHandler } from '../commands.ts';
import type { Builder } from '../../image/find-builder.ts';
import { defaultImageName, isImageName } from '../../image/image-name.ts';
import type { ImagePlan } from '../../image/plan-image.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import { withLateProgress } from '../workbench/late-progress.ts';
import { toModelRef } from '../models/model-ref.ts';
import { openWithProgress } from '../models/open-model.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { pickModelRef } from '../models/pick-model.ts';
import { runTask } from './run-task.ts';
import type { VirtualDocuments } from '../workbench/virtual-documents.ts';

/** What the Build Docker Image command works with. */
export interface BuildOptions {
  readonly catalog: ModelCatalog;
  readonly stores: StoreAccess;
  readonly previews: VirtualDocuments;
  readonly log: vscode.LogOutputChannel;
}

/**
 * The Build Docker Image command: asks for name and kind, shows the Dockerfile, and runs docker or
 * podman in a task terminal once the user agreed.
 */
export function createBuildCommand(options: BuildOptions): CommandHandler {
  return async (target) => {
    requireTrust();
    const title = vscode.l10n.t('Build Docker Image');
    const model = toModelRef(target) ?? (await pickModelRef(options, title));
    if (!model) return;
    const local = await openWithProgress(options.stores, model);
    const { readRequirements } = await import('../../image/read-requirements.ts');
    // Before the user is asked anything: a model without them has no image.
    const requirements = await readRequirements(local);
    const name = await askForName(title, defaultImageName(local.name));
    if (name === undefined || !(await askForKind(title))) return;
    const { planImage } = await import('../../image/plan-image.ts');
    const plan = planImage({ model: local, requirements, name });
    await options.previews.show('Dockerfile', plan.dockerfile, {
      origin: local.folder,
      column: vscode.ViewColumn.Active,
      preserveFocus: true,
    });
    await buildAfterConsent(options, { title, name, plan });
  };
}

/** The engine of a build runs code from the model's requirements. */
function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new MlflowError(
    'PERMISSION_DENIED',
    vscode.l10n.t(
      'Building an image installs and runs what the model asks for, and this workspace is in Restricted Mode. Trust the workspace first if you trust the model.',
    ),
  );
}

function askForName(title: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    prompt: vscode.l10n.t('Name of the image'),
    ignoreFocusOut: true,
    validateInput: (name) =>
      isImageName(name)
        ? undefined
        : vscode.l10n.t(
            '"{0}" is no image name. Use small letters, digits, ".", "_" and "-", as in team/iris:1.0.',
            name,
          ),
  });
}

/** One kind for now; each further one comes with an engine that can run in an image. */
async function askForKind(title: string): Promise<boolean> {
  const kind = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t('MLflow scoring server'),
        description: vscode.l10n.t('on a Python base image'),
        detail: vscode.l10n.t(
          "MLflow's own layout, with the packages of the model's requirements.txt",
        ),
      },
    ],
    { title, placeHolder: vscode.l10n.t('Kind of image'), ignoreFocusOut: true },
  );
  return kind !== undefined;
}

interface PlannedBuild {
  readonly title: string;
  readonly name: string;
  readonly plan: ImagePlan;
}

/** The Dockerfile is on the screen: build only when the user says so. */
async function buildAfterConsent(options: BuildOptions, build: PlannedBuild): Promise<void> {
  const { findBuilder } = await import('../../image/find-builder.ts');
  const builder = await findBuilder(process.env);
  const label = vscode.l10n.t('$(package) Build {0} with {1}', build.name, builder.kind);
  const answer = await vscode.window.showQuickPick(
    [{ label, detail: vscode.l10n.t('Runs in a terminal; it can be cancelled there and here.') }],
    {
      title: build.title,
      placeHolder: vscode.l10n.t('Look through the Dockerfile, then build, or press Escape'),
      ignoreFocusOut: true,
    },
  );
  if (answer) await runBuild(options, build, builder);
}

async function runBuild(
  options: BuildOptions,
  build: PlannedBuild,
  builder: Builder,
): Promise<void> {
  const { writeImageContext } = await import('../../image/write-image-context.ts');
  const { buildArguments } = await import('../../image/build-arguments.ts');
  const { findPipSecrets } = await import('../../image/find-pip-secrets.ts');
  const folder = await mkdtemp(join(tmpdir(), 'mlinvoke-image-'));
  const context = join(folder, 'context');
  const idFile = join(folder, 'image-id');
  try {
    await mkdir(context);
    await writeImageContext(build.plan, context);
    const secrets = await findPipSecrets(process.env);
    const planned = buildArguments(builder, { context, name: build.name, secrets });
    const { command } = planned;
    const args = planned.args.toSpliced(1, 0, '--iidfile', idFile);
    options.log.info(`${command} ${args.join(' ')}`);
    const label = vscode.l10n.t('Build {0}', build.name);
    const title = vscode.l10n.t('Building {0}', build.name);
    const code = await withLateProgress({ title }, (signal) =>
      runTask({ label, command, args, cwd: context, signal }),
    );
    tellOutcome({ name: build.name, command, code, isBuilt: existsSync(idFile) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface BuildOutcome {
  readonly name: string;
  readonly command: string;
  readonly code: number | undefined;
  /** Whether the builder has written the id of an image, which it does at the very end. */
  readonly isBuilt: boolean;
}

/** What a shell says of a process that Ctrl+C ended. */
const interrupted = 130;

/** A process that a signal ended has exit code 0 in the editor's terminals: that proves nothing. */
function tellOutcome({ name, command, code, isBuilt }: BuildOutcome): void {
  if (code === undefined) return; // cancelled, which the user knows
  if (code === 0 && isBuilt) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The image {0} is built.', name));
    return;
  }
  if (code === 0 || code === interrupted) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The image {0} was not built: {1} was ended before that.', name, command),
    );
    return;
  }
  throw new MlflowError(
    'INTERNAL_ERROR',
    vscode.l10n.t(
      'The image {0} was not built: {1} ended with exit code {2}. The terminal shows why.',
      name,
      command,
      code,
    ),
  );
}
