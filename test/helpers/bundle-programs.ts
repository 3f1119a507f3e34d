import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** Bundles in a temporary folder. */
export interface Bundles {
  readonly folder: string;
  /** To be called when the tests are done. */
  readonly remove: () => Promise<void>;
}

/**
 * Bundles programs into a temporary folder, each as `<its name>.js`, as `npm run build` does into
 * `dist/`: Node 20 cannot run TypeScript. `beside` are files that are looked for beside them.
 */
export async function bundlePrograms(
  entryPoints: readonly string[],
  beside: readonly string[] = [],
): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'mlinvoke-bundles-'));
  await build({
    entryPoints: [...entryPoints],
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    loader: { '.py': 'text' },
    logLevel: 'warning',
  });
  for (const file of beside) await copyFile(file, join(folder, basename(file)));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
