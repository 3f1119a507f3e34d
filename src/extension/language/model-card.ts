import * as vscode from 'vscode';
import { answerWithin } from '../../core/async/within.ts';
import { MlflowError, messageOf } from '../../core/errors.ts';
import { flavorNames } from '../../core/model/model-summary.ts';
import type { ModelUriDescription } from '../../core/uri/describe-model-uri.ts';
import { NotDownloadedError } from '../../core/store/artifacts/not-downloaded-error.ts';
import { commandIds } from '../commands.ts';
import type { EngineForecasts, Forecast } from '../models/engine-forecast.ts';
import type { ModelRef } from '../models/model-ref.ts';
import { engineText } from '../models/model-tooltip.ts';
import { workingDirectoryOf } from '../settings.ts';
import { plainMarkdown } from '../workbench/plain-markdown.ts';
import { sizeText } from '../workbench/size-text.ts';
import type { ModelLookup } from './model-lookup.ts';
import { signatureText } from './signature-text.ts';

const enabledCommands = [
  commandIds.serveModel,
  commandIds.predictFile,
  commandIds.newRequest,
  commandIds.openModelFile,
  commandIds.copyModelPath,
  commandIds.revealModel,
  commandIds.downloadModel,
];

/** How long a hover waits for what has to be loaded to be known. */
const engineMilliseconds = 1500;

/** What {@link ModelCards} draws from. */
interface ModelCardsOptions {
  readonly lookup: ModelLookup;
  readonly forecasts: EngineForecasts;
  readonly log: vscode.LogOutputChannel;
}

/** Draws what is behind a model URI: hops, flavors, signature, engine, and what can be done. */
export class ModelCards {
  readonly #options: ModelCardsOptions;

  constructor(options: ModelCardsOptions) {
    this.#options = options;
  }

  /** The card of a URI, or the sentence that says why there is none. */
  async draw(
    uri: string,
    resource: vscode.Uri,
    signal: AbortSignal,
  ): Promise<vscode.MarkdownString | undefined> {
    const { lookup, forecasts, log } = this.#options;
    try {
      const description = await lookup.describe(uri, resource, signal);
      if (!description) return undefined;
      const forecast = await answerWithin(engineMilliseconds, forecasts.ask(description.model));
      return toCard(description, forecast, workingDirectoryOf(resource));
    } catch (error) {
      log.debug(`${uri}: ${messageOf(error)}`);
      if (!(error instanceof MlflowError)) return undefined;
      return toProblem(error, { uri, workingDirectory: workingDirectoryOf(resource) });
    }
  }
}

function toCard(
  description: ModelUriDescription,
  forecast: Forecast | undefined,
  workingDirectory: string,
): vscode.MarkdownString {
  const { resolution, model } = description;
  const hops = resolution.hops.map(
    ({ label, value }) => `- ${plainMarkdown(label)} → ${plainMarkdown(value)}`,
  );
  const parts = [
    `**${plainMarkdown(resolution.uri)}**`,
    // A hover shows some ten lines: what is long comes last.
    linksTo({ uri: resolution.uri, workingDirectory }),
    plainMarkdown(factsOf(description).join(' · ')),
    ...(forecast ? [plainMarkdown(engineText(forecast))] : []),
    signatureText(model.mlmodel.signature),
    hops.join('\n'),
  ];
  return trusted(parts);
}

function factsOf({ model, bytes }: ModelUriDescription): readonly string[] {
  const { mlmodel } = model;
  return [
    flavorNames(mlmodel).join(', '),
    ...(mlmodel.mlflowVersion ? [`MLflow ${mlmodel.mlflowVersion}`] : []),
    ...(bytes === undefined ? [] : [sizeText(bytes)]),
  ];
}

function linksTo(model: ModelRef): string {
  const links = [
    [vscode.l10n.t('$(play) Serve'), commandIds.serveModel],
    [vscode.l10n.t('$(table) Predict a CSV…'), commandIds.predictFile],
    [vscode.l10n.t('$(new-file) New Request'), commandIds.newRequest],
    [vscode.l10n.t('$(go-to-file) Open MLmodel'), commandIds.openModelFile],
    [vscode.l10n.t('$(copy) Copy Path'), commandIds.copyModelPath],
    [vscode.l10n.t('$(folder) Reveal'), commandIds.revealModel],
  ] as const;
  return links.map(([title, command]) => linkTo(title, command, model)).join(' · ');
}

function linkTo(title: string, command: string, model: ModelRef): string {
  // encodeURIComponent leaves parentheses, of which the first closing one would end the link.
  const argument = encodeURIComponent(JSON.stringify([model])).replaceAll(')', '%29');
  return `[${title}](command:${command}?${argument.replaceAll('(', '%28')})`;
}

function toProblem(error: MlflowError, model: ModelRef): vscode.MarkdownString {
  const parts = [
    `**${plainMarkdown(model.uri)}**`,
    `$(warning) ${plainMarkdown(error.message)}`,
    ...(error instanceof NotDownloadedError
      ? [linkTo(vscode.l10n.t('$(cloud-download) Download'), commandIds.downloadModel, model)]
      : []),
  ];
  return trusted(parts);
}

function trusted(parts: readonly string[]): vscode.MarkdownString {
  const card = new vscode.MarkdownString(parts.join('\n\n'), true);
  card.isTrusted = { enabledCommands };
  return card;
}
