/** Every command of the extension; the manifest's test holds package.json against this table. */
export const commandIds = {
  serveModel: 'mlinvoke.serveModel',
  openServer: 'mlinvoke.openServer',
  copyServerUrl: 'mlinvoke.copyServerUrl',
  restartServer: 'mlinvoke.restartServer',
  stopServer: 'mlinvoke.stopServer',
  stopAllServers: 'mlinvoke.stopAllServers',
  removeServer: 'mlinvoke.removeServer',
  showServers: 'mlinvoke.showServers',
  predictFile: 'mlinvoke.predictFile',
  sendInvocation: 'mlinvoke.sendInvocation',
  buildImage: 'mlinvoke.buildImage',
  refreshModels: 'mlinvoke.refreshModels',
  openModelFile: 'mlinvoke.openModelFile',
  copyModelUri: 'mlinvoke.copyModelUri',
  copyModelPath: 'mlinvoke.copyModelPath',
  revealModel: 'mlinvoke.revealModel',
  downloadModel: 'mlinvoke.downloadModel',
  newRequest: 'mlinvoke.newRequest',
  compareSignatures: 'mlinvoke.compareSignatures',
  filterModels: 'mlinvoke.filterModels',
  clearModelFilter: 'mlinvoke.clearModelFilter',
  refreshRuns: 'mlinvoke.refreshRuns',
  filterRuns: 'mlinvoke.filterRuns',
  clearRunFilter: 'mlinvoke.clearRunFilter',
  sortRuns: 'mlinvoke.sortRuns',
  openRun: 'mlinvoke.openRun',
  loadMore: 'mlinvoke.loadMore',
  pin: 'mlinvoke.pin',
  unpin: 'mlinvoke.unpin',
  copyId: 'mlinvoke.copyId',
  openMlflowUi: 'mlinvoke.openMlflowUi',
  chooseTrackingStore: 'mlinvoke.chooseTrackingStore',
  retryStore: 'mlinvoke.retryStore',
  signIn: 'mlinvoke.signIn',
  signOut: 'mlinvoke.signOut',
  clearModelCache: 'mlinvoke.clearModelCache',
  openSample: 'mlinvoke.openSample',
  showLog: 'mlinvoke.showLog',
} as const;

/** The name of a command without its prefix. */
export type CommandName = keyof typeof commandIds;

/**
 * What a command does. Arguments come from menus, CodeLenses and other extensions, so each command
 * checks its own; what it returns is what executeCommand answers.
 */
export type CommandHandler = (...values: readonly unknown[]) => unknown;

/** One handler for each command of the table; leaving one out does not compile. */
export type CommandHandlers = Readonly<Record<CommandName, CommandHandler>>;
