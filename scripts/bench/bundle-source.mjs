// Loads modules of src as they are now, without the build.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What `contents`, a module that stands in src, exports. */
export async function bundleSource(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('../../src', import.meta.url)) },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const [bundle] = outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`);
}
