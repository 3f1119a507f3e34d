// npm run package: packs what is built into dist/mlinvoke.vsix.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Packs the extension and answers the path of the package. */
export async function packageExtension() {
  const packagePath = join(root, 'dist/mlinvoke.vsix');
  await createVSIX({
    cwd: root,
    packagePath,
    dependencies: false,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
  console.log(
    `packaged ${packagePath}, ${(statSync(packagePath).size / 1024 / 1024).toFixed(2)} MB`,
  );
  return packagePath;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await packageExtension();
