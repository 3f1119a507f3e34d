// Installs the editor (code-server + its own Node 24) once into a cache folder keyed by the lock file.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const files = ['package.json', 'package-lock.json', '.npmrc', 'install.mjs'];

export function installEditor() {
  const cache =
    process.env.EDITOR_CACHE ??
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mlinvoke-editor');
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const f of files) hash.update(readFileSync(join(here, f)));
  const dir = join(cache, hash.digest('hex').slice(0, 12));
  const node = join(dir, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  const entry = join(dir, 'node_modules/code-server/out/node/entry.js');
  if (existsSync(join(dir, '.done'))) return { node, entry };

  const tmp = `${dir}.tmp-${process.pid}`;
  console.log(`installing the editor into ${dir} (once, about a minute)`);
  mkdirSync(tmp, { recursive: true });
  for (const f of files) cpSync(join(here, f), join(tmp, f));

  // Do not let the outer `npm run` leak its package into the nested npm.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([k]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(k),
    ),
  );
  const npm = (cwd, ...args) =>
    execFileSync('npm', args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
  npm(tmp, 'ci', '--ignore-scripts');

  // From here on everything runs on Node 24, and native modules are built against its headers.
  const node24 = join(tmp, `node_modules/node-${process.platform}-${process.arch}`);
  env.PATH = join(node24, 'bin') + delimiter + env.PATH;
  env.npm_config_nodedir = node24;
  const vscode = join(tmp, 'node_modules/code-server/lib/vscode');
  npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
  npm(join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts');
  // The only native modules that must be compiled; neither needs a system library.
  npm(vscode, 'rebuild', '@vscode/spdlog', '@vscode/native-watchdog');
  for (const m of [
    '@vscode/spdlog/build/Release/spdlog.node',
    '@vscode/native-watchdog/build/Release/watchdog.node',
  ]) {
    if (!existsSync(join(vscode, 'node_modules', m)))
      throw new Error(`the editor's native module ${m} was not built`);
  }

  writeFileSync(join(tmp, '.done'), '');
  if (existsSync(join(dir, '.done'))) {
    rmSync(tmp, { recursive: true }); // another run finished first
  } else {
    rmSync(dir, { recursive: true, force: true });
    renameSync(tmp, dir);
  }
  return { node, entry };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installEditor();
