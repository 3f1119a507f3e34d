import { Turns } from '../../async/turns.ts';
import { untilAborted } from '../../async/until-aborted.ts';
import { within } from '../../async/within.ts';
import type { ModelInput, Params, Prediction } from '../../data/model-input.ts';
import { MlflowError } from '../../errors.ts';
import type { LocalModel } from '../../model/local-model.ts';
import type { Engine, InvocationReply, InvocationRequest } from '../engine.ts';
import { decodePredictions } from './decode-predictions.ts';
import { encodeRequest } from './encode-request.ts';
import { explainLoadFailure } from './explain-load-failure.ts';
import type { PythonEngineOptions } from './open-python-engine.ts';
import { toMlflowError } from './to-mlflow-error.ts';
import { PythonLoadError, WorkerProcess, type WorkerReply } from './worker-process.ts';

/** How long an abandoned request may go on before its worker is replaced. */
const graceMilliseconds = 2000;

/**
 * A model in one Python process; requests take turns. Running Python code cannot be interrupted
 * safely, so an aborted request is answered at once, while its worker gets a short grace; one that
 * is then still busy is killed and the model loaded anew. A crash ends the engine for good.
 */
export class PythonEngine implements Engine {
  readonly kind = 'python';
  readonly concurrency = 1;
  readonly #model: LocalModel;
  readonly #options: PythonEngineOptions;
  readonly #turns = new Turns();
  readonly #closing = new AbortController();
  /** All that have not ended: the one in use, and one that it replaced. */
  readonly #workers = new Set<WorkerProcess>();
  #worker: WorkerProcess;

  constructor(model: LocalModel, options: PythonEngineOptions) {
    this.#model = model;
    this.#options = options;
    this.#worker = this.#startWorker();
  }

  /** Waits for the model; on failure or abort nothing is left running. */
  async load(signal: AbortSignal | undefined): Promise<void> {
    try {
      await untilAborted(this.#worker.ready, signal);
    } catch (error) {
      await this.close();
      throw this.#explain(error);
    }
  }

  /** MLflow's own scoring function answers the untouched bytes. */
  async invoke(request: InvocationRequest, signal: AbortSignal): Promise<InvocationReply> {
    const reply = await this.#ask(request, signal);
    return {
      status: reply.status,
      contentType: reply.contentType.startsWith('text/')
        ? `${reply.contentType}; charset=utf-8`
        : reply.contentType,
      body: reply.body,
      timings: { parse: 0, enforce: 0, predict: reply.milliseconds, encode: 0 },
      ...(reply.rows !== null && { rowCount: reply.rows }),
    };
  }

  /** The same door as {@link invoke}: the input goes as an exact JSON request. */
  async predict(
    input: ModelInput,
    params: Params | undefined,
    signal: AbortSignal,
  ): Promise<Prediction> {
    const hasInputSchema = this.#model.mlmodel.signature?.inputs !== undefined;
    const body = Buffer.from(encodeRequest(input, params, { hasInputSchema }), 'utf8');
    const reply = await this.#ask({ contentType: 'application/json', body }, signal);
    if (reply.status !== 200) throw toMlflowError(reply);
    return decodePredictions(Buffer.from(reply.body).toString('utf8'));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#workers].map((worker) => worker.end()));
  }

  async #ask(request: InvocationRequest, signal: AbortSignal): Promise<WorkerReply> {
    const endTurn = await this.#turns.take(signal);
    try {
      await untilAborted(this.#worker.ready, signal);
    } catch (error) {
      endTurn();
      throw this.#explain(error);
    }
    if (this.#closing.signal.aborted) {
      endTurn();
      throw this.#closed();
    }
    const worker = this.#worker;
    const running = worker.request(request);
    void this.#endTurnAfter(worker, running, { signal, endTurn });
    return untilAborted(running, signal).catch((error: unknown) => {
      if (signal.aborted || !this.#closing.signal.aborted) throw error;
      throw this.#closed();
    });
  }

  async #endTurnAfter(
    worker: WorkerProcess,
    running: Promise<WorkerReply>,
    turn: { readonly signal: AbortSignal; readonly endTurn: () => void },
  ): Promise<void> {
    const settled = Promise.allSettled([running]);
    await untilAborted(settled, turn.signal).catch(() => this.#replaceIfBusy(worker, settled));
    turn.endTurn();
  }

  async #replaceIfBusy(worker: WorkerProcess, settled: Promise<unknown>): Promise<void> {
    await within(graceMilliseconds, settled);
    if (!worker.isBusy || this.#closing.signal.aborted) return;
    this.#options.logger.warn(
      `${this.#model.name} went on for ${graceMilliseconds / 1000} s after its request was given ` +
        'up; its Python process is replaced.',
    );
    this.#worker = this.#startWorker();
    await worker.end();
  }

  #startWorker(): WorkerProcess {
    const { interpreter, environment, logger } = this.#options;
    const worker = new WorkerProcess({
      python: interpreter.path,
      modelFolder: this.#model.folder,
      modelName: this.#model.name,
      logger,
      ...(environment && { environment }),
    });
    this.#workers.add(worker);
    void worker.exited.then((reason) => this.#onWorkerExit(worker, reason));
    return worker;
  }

  /** A replaced worker, or one ended by close(), is no news. */
  #onWorkerExit(worker: WorkerProcess, reason: string): void {
    this.#workers.delete(worker);
    if (worker !== this.#worker || this.#closing.signal.aborted) return;
    this.#options.logger.error(reason);
    this.#options.onExit?.(reason);
  }

  #explain(error: unknown): unknown {
    if (!(error instanceof PythonLoadError)) return error;
    this.#options.logger.error(error.failure.traceback);
    return explainLoadFailure(error.failure, this.#model, this.#options.interpreter);
  }

  #closed(): MlflowError {
    return new MlflowError(
      'TEMPORARILY_UNAVAILABLE',
      `The model ${this.#model.name} has been stopped; start it again.`,
    );
  }
}
