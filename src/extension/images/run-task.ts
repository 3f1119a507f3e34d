import * as vscode from 'vscode';

/** A process to run in a task terminal, its arguments never joined into a command line. */
export interface TaskProcess {
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Runs a process as a task, with its output in a terminal of its own. Answers its exit code, or
 * undefined when it was ended from outside: by the signal, the trash can or a signal of the system.
 */
export async function runTask(options: TaskProcess): Promise<number | undefined> {
  const { label, command, args, cwd, signal } = options;
  const task = new vscode.Task(
    { type: 'process', label },
    vscode.TaskScope.Workspace,
    label,
    'mlinvoke',
    new vscode.ProcessExecution(command, [...args], { cwd, env: searchPath() }),
    [],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
    showReuseMessage: false,
  };
  const disposables: vscode.Disposable[] = [];
  try {
    return await new Promise((resolve, reject) => {
      // Listens from before the start: a process may end at once.
      let execution: vscode.TaskExecution | undefined;
      disposables.push(
        vscode.tasks.onDidEndTaskProcess((end) => {
          if (end.execution === execution) resolve(signal.aborted ? undefined : end.exitCode);
        }),
        vscode.tasks.onDidEndTask((end) => {
          // Comes alone when no process was started, else just before or after the process's end.
          if (end.execution === execution) setTimeout(() => resolve(undefined), 500);
        }),
      );
      const onStarted = (started: vscode.TaskExecution) => {
        execution = started;
        if (signal.aborted) started.terminate();
        signal.addEventListener('abort', () => started.terminate(), { once: true });
      };
      vscode.tasks.executeTask(task).then(onStarted, reject);
    });
  } finally {
    vscode.Disposable.from(...disposables).dispose();
  }
}

/** The terminal may search elsewhere than this process, which found the program. */
function searchPath(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => name.toUpperCase() === 'PATH');
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));
}
