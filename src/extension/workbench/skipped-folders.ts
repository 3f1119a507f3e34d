const names = ['node_modules', '.git', '.venv', 'venv', 'site-packages', '.trash'];

/** What is never searched for models and stores, as a glob pattern of the editor. */
export const skippedFolders = `**/{${names.join(',')}}/**`;

/** Whether a path, with forward slashes, is such a folder or lies in one. */
export function isSkipped(path: string): boolean {
  return path.split('/').some((name) => names.includes(name));
}
