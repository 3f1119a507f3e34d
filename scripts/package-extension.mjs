// npm run package: packs what is built into dist/mlinvoke.vsix.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs vsce and answers the path of the package. */
export function packageExtension() {
  const vsix = join(root, 'dist/mlinvoke.vsix');
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const flags = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];
  execFileSync(process.execPath, [vsce, 'package', ...flags, '--out', vsix], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  console.log(`packaged ${vsix}, ${(statSync(vsix).size / 1024 / 1024).toFixed(2)} MB`);
  return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) packageExtension();
