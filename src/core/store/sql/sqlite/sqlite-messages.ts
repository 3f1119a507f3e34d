/** What the thread is started with. */
export interface SqliteWorkerData {
  readonly kind: 'mlinvoke-sqlite';
  readonly path: string;
}
