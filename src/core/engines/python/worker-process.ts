import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { platform } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import * as z from 'zod';
import { within } from '../../async/within.ts';
import { MlflowError, messageOf } from '../../errors.ts';
import type { InvocationRequest } from '../engine.ts';
import type { Logger } from '../../logger.ts';
import { showValue } from '../../shown-value.ts';
import type { Environment } from '../../environment.ts';
import { FrameReader, encodeFrame } from './frames.ts';
import workerSource from './worker.py?raw';

/** What a worker is started with. */
export interface WorkerProcessOptions {
  /** The Python executable. */
  readonly python: string;
  readonly modelFolder: string;
  /** What the model is called in messages. */
  readonly modelName: string;
  readonly environment?: Environment;
  readonly logger: Logger;
}

/** The scoring server's answer to one request. */
export interface WorkerReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  /** Time spent in MLflow's function. */
  readonly milliseconds: number;
  /** What the model was asked about, where that has rows. */
  readonly rows: number | null;
}

const failure = {
  error: z.string(),
  missingModule: z.string().nullable(),
  traceback: z.string(),
};
const wireEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('ready') }),
  z.object({ event: z.literal('failed'), ...failure }),
  z.object({ event: z.literal('error'), id: z.number(), ...failure }),
  z.object({
    event: z.literal('reply'),
    id: z.number(),
    status: z.number(),
    contentType: z.string(),
    milliseconds: z.number(),
    rows: z.number().nullable(),
  }),
]);

/** A Python error as the worker describes it. */
export interface PythonFailure {
  readonly error: string;
  readonly missingModule: string | null;
  readonly traceback: string;
}

/** The model could not be loaded: Python is there, but its import or the model's code failed. */
export class PythonLoadError extends Error {
  override readonly name = 'PythonLoadError';
  readonly failure: PythonFailure;

  constructor(cause: PythonFailure) {
    super(cause.error);
    this.failure = cause;
  }
}

interface Pending {
  readonly id: number;
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: Error) => void;
}

const keptLines = 8;
const drainMilliseconds = 300;
const guardianMilliseconds = 5000;
const isWindows = platform() === 'win32';

/**
 * One Python process with one loaded model. It ends with `end()`, with this process whatever
 * happens to it, and never without telling: `exited` resolves with a sentence.
 */
export class WorkerProcess {
  /** Resolves when the model is loaded; rejects with PythonLoadError, or MlflowError on a crash. */
  readonly ready: Promise<void>;
  /** Resolves when the process has ended and nothing it started is left, with what happened. */
  readonly exited: Promise<string>;
  readonly #child: ChildProcess;
  readonly #requests: Writable;
  /** Closing it ends the worker and all that it started: see start_guardian in worker.py. */
  readonly #lifeline: Writable & Readable;
  readonly #options: WorkerProcessOptions;
  readonly #lastLines: string[] = [];
  #pending: Pending | undefined;
  #nextId = 1;
  #hasExited = false;
  #setReady: () => void = () => {};
  #setFailed: (error: Error) => void = () => {};

  constructor(options: WorkerProcessOptions) {
    this.#options = options;
    this.#child = spawn(options.python, ['-u', '-c', workerSource, options.modelFolder], {
      // A group of its own: Ctrl+C in the terminal reaches us only, and we can end all of it.
      detached: !isWindows,
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      ...(options.environment && { env: options.environment }),
    });
    const [requests, replies, messages, lifeline] = this.#child.stdio;
    if (!requests || !replies || !messages || !lifeline) throw new Error('a pipe is missing');
    this.#requests = requests;
    this.#lifeline = lifeline as Writable & Readable; // Node makes extra pipes duplex
    this.ready = new Promise((resolve, reject) => {
      this.#setReady = resolve;
      this.#setFailed = reject;
    });
    this.ready.catch(() => {}); // Whoever waits hears of it; nobody waiting is no bug.
    this.exited = this.#watchExit();
    this.#watchOutput(replies, messages);
  }

  /** True while a request is being answered. */
  get isBusy(): boolean {
    return this.#pending !== undefined;
  }

  /** Sends one request; the caller sees to it that only one is under way. */
  request({ body, ...header }: InvocationRequest): Promise<WorkerReply> {
    return new Promise((resolve, reject) => {
      if (this.#hasExited) {
        void this.exited.then((reason) =>
          reject(new MlflowError('TEMPORARILY_UNAVAILABLE', reason)),
        );
        return;
      }
      const id = this.#nextId++;
      this.#pending = { id, resolve, reject };
      for (const part of encodeFrame({ id, ...header }, body)) this.#requests.write(part);
    });
  }

  /** Ends the process and all that it started; resolves when it is gone. */
  async end(): Promise<void> {
    const { pid } = this.#child;
    if (isWindows && pid !== undefined && !this.#hasExited) await endProcessTree(pid);
    this.#lifeline.end();
    await this.exited;
  }

  #watchOutput(replies: Readable, messages: Readable): void {
    const reader = new FrameReader();
    replies.on('data', (chunk: Buffer) => {
      try {
        for (const frame of reader.push(chunk))
          this.#take(wireEvent.parse(frame.header), frame.body);
      } catch (error) {
        // Only code that writes to every open descriptor gets here; what follows is lost too.
        this.#options.logger.error(`The Python process broke its own pipe: ${messageOf(error)}`);
        replies.destroy();
        void this.end();
      }
    });
    // A broken pipe means that the process ended, which #watchExit reports.
    this.#requests.on('error', () => {});
    this.#lifeline.on('error', () => {});
    this.#lifeline.resume();
    createInterface({ input: messages }).on('line', (line) => {
      this.#options.logger.info(`[python] ${line}`);
      this.#lastLines.push(line);
      if (this.#lastLines.length > keptLines) this.#lastLines.shift();
    });
  }

  #take(event: z.infer<typeof wireEvent>, body: Uint8Array): void {
    switch (event.event) {
      case 'ready':
        return this.#setReady();
      case 'failed':
        return this.#setFailed(new PythonLoadError(event));
      case 'error': {
        this.#options.logger.error(event.traceback);
        const message = `Python failed to answer: ${showValue(event.error, 'an error')}. The traceback is in the log.`;
        return this.#settle(event.id)?.reject(new MlflowError('INTERNAL_ERROR', message));
      }
      case 'reply':
        return this.#settle(event.id)?.resolve({ ...event, body });
    }
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending;
    if (pending?.id !== id) return undefined;
    this.#pending = undefined;
    return pending;
  }

  async #watchExit(): Promise<string> {
    const closed = onceClosed(this.#child);
    const guardianGone = onceClosed(this.#lifeline);
    const how = await new Promise<string>((resolve) => {
      this.#child.once('error', (error) => resolve(`could not be started (${error.message})`));
      this.#child.once('exit', (code, signal) => resolve(describeExit(code, signal)));
    });
    this.#hasExited = true;
    // Whatever the model started is ended now; the guardian closes its end when that is done.
    this.#lifeline.end();
    await within(guardianMilliseconds, guardianGone);
    // The last lines may still be in the pipe; a process out of reach could hold it open for ever.
    await within(drainMilliseconds, closed);
    const reason = this.#describeEnd(how);
    const error = new MlflowError('INTERNAL_ERROR', reason);
    this.#setFailed(error);
    this.#pending?.reject(error);
    this.#pending = undefined;
    return reason;
  }

  #describeEnd(how: string): string {
    const { modelName, python } = this.#options;
    const lines = this.#lastLines.filter((line) => line.trim() !== '');
    const tail = lines.length > 0 ? ` Its last lines: ${lines.join(' | ')}` : '';
    return `The Python process of ${modelName} (${python}) ${how}. Start the model again.${tail}`;
  }
}

function onceClosed(emitter: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    emitter.once('close', () => resolve());
  });
}

/** Windows has no process groups; its own tool follows the tree. */
function endProcessTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => resolve());
  });
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return 'was killed by SIGKILL, often a sign of too little memory';
  if (signal) return `was killed by ${signal}`;
  return `ended with exit code ${String(code)}`;
}
