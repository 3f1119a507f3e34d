import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { MlflowError } from '../core/errors.ts';
import type { AccessOptions, TlsFiles } from '../server/access/access-options.ts';
import type { ErrorDetail, ReplyOptions } from '../server/replies/reply-options.ts';
import { defaultLimits, type ServerLimits } from '../server/requests/server-limits.ts';
import type { CliContext } from './cli-context.ts';
import { integerBetween, namesOf, positiveNumber } from './parse-argument.ts';

/** Options of `mlinvoke serve` about its limits, about who may call it, and about its answers. */
export interface ServerFlags {
  readonly timeout: number;
  readonly maxQueue: number;
  /** In MiB. */
  readonly maxBody: number;
  readonly allowedHosts?: readonly string[];
  readonly allowOrigins?: readonly string[];
  readonly token?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly pathPrefix?: string;
  readonly errorDetail?: ErrorDetail;
  readonly nanLiterals?: boolean;
}

const mebibyte = 1024 * 1024;

/** Adds the options of {@link ServerFlags} to a command. */
export function withServer(command: Command): Command {
  return withAccess(withLimits(command))
    .addOption(
      new Option(
        '--error-detail <kind>',
        'whether errors quote values of the request; detailed on this machine only, else brief',
      ).choices(['brief', 'detailed']),
    )
    .option('--nan-literals', 'write NaN and Infinity as MLflow does, which is no JSON, not null');
}

function withLimits(command: Command): Command {
  return command
    .addOption(
      new Option('-t, --timeout <seconds>', 'time for one request')
        .env('MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT')
        .default(defaultLimits.timeoutSeconds)
        .argParser(positiveNumber),
    )
    .addOption(
      new Option('--max-queue <number>', 'requests that may wait while the model is busy')
        .default(defaultLimits.queueLength)
        .argParser(integerBetween(0, 1_000_000)),
    )
    .addOption(
      new Option('--max-body <MiB>', 'largest request body, uncompressed')
        .default(defaultLimits.bodyBytes / mebibyte)
        .argParser(integerBetween(1, 4096)),
    );
}

function withAccess(command: Command): Command {
  return command
    .option(
      '--allowed-hosts <names>',
      'host names that clients may use, by commas',
      namesOf('host names'),
    )
    .option(
      '--allow-origins <origins>',
      'web pages that may call, by commas, as https://app.example; * for all',
      namesOf('origins'),
    )
    .addOption(
      new Option(
        '--token <token>',
        'what callers must send as a bearer token; other users see it here, so prefer the variable',
      ).env('MLINVOKE_TOKEN'),
    )
    .option('--tls-cert <file>', 'serve over HTTPS with this certificate in PEM')
    .option('--tls-key <file>', 'key of the certificate in PEM')
    .option('--path-prefix <path>', 'goes before every path, as /models/iris');
}

/** What the flags mean for the server. Throws MlflowError for half of a certificate. */
export function serverOptions(
  flags: ServerFlags,
  context: Pick<CliContext, 'workingDirectory'>,
): { limits: ServerLimits; access: AccessOptions; replies: ReplyOptions } {
  const { allowedHosts, allowOrigins, token, pathPrefix, errorDetail, nanLiterals } = flags;
  const tls = tlsFiles(flags, context.workingDirectory);
  return {
    limits: {
      timeoutSeconds: flags.timeout,
      queueLength: flags.maxQueue,
      bodyBytes: flags.maxBody * mebibyte,
    },
    access: {
      ...(allowedHosts && { allowedHosts }),
      ...(allowOrigins && { allowedOrigins: allowOrigins }),
      ...(token !== undefined && { token }),
      ...(tls && { tls }),
      ...(pathPrefix !== undefined && { pathPrefix }),
    },
    replies: {
      ...(errorDetail && { errorDetail }),
      ...(nanLiterals && { nanLiterals }),
    },
  };
}

function tlsFiles({ tlsCert, tlsKey }: ServerFlags, folder: string): TlsFiles | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert !== undefined && tlsKey !== undefined) {
    return { certificatePath: resolve(folder, tlsCert), keyPath: resolve(folder, tlsKey) };
  }
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `${tlsCert === undefined ? '--tls-key' : '--tls-cert'} is given alone; HTTPS needs both --tls-cert and --tls-key.`,
  );
}
