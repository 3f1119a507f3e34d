// Starts the editor server on a free port with throw-away state, and a headless browser on it.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { installEditor } from './install.mjs';

/** The root of this repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'files.autoSave': 'off',
};

/** Opens workspaces in Restricted Mode, without asking. */
export const restrictedSettings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

function copySamples(folder) {
  cpSync(join(root, 'samples'), folder, { recursive: true });
  return folder;
}

/** Fills the folder that the tests open: a copy of samples/ and files that go wrong. */
export function makeWorkspace(folder) {
  copySamples(folder);
  writeFileSync(join(folder, 'lacking.csv'), 'sepal length (cm),petals\n5.1,3\n');
  mkdirSync(join(folder, 'models', 'broken'));
  writeFileSync(join(folder, 'models', 'broken', 'MLmodel'), 'flavors: [oops\n');
  return folder;
}

/** The environment of a server: what this process has, without what belongs to another editor. */
function serverEnvironment(own, dir) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|CODE_SERVER_)/.test(name),
  );
  const python = process.env.MLINVOKE_TEST_PYTHON;
  return {
    ...Object.fromEntries(inherited),
    ...(python && { MLINVOKE_PYTHON: python }),
    ...own,
    XDG_DATA_HOME: dir('data'),
    XDG_CONFIG_HOME: dir('config'),
    // Tests fill and clear it: the developer's own stays as it is.
    MLINVOKE_CACHE: dir('models'),
    EXTENSIONS_GALLERY: '{}',
  };
}

/** Resolves with the address once the server listens. */
function waitUntilListening(server) {
  let log = '';
  const url = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the editor did not start:\n${log}`)), 120_000);
    const onData = (chunk) => {
      log += chunk;
      const match = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log);
      if (!match) return;
      clearTimeout(timer);
      resolve(match[1]);
    };
    server.stdout.on('data', onData);
    server.stderr.on('data', onData);
    server.once('exit', (code) => reject(new Error(`the editor exited with ${code}:\n${log}`)));
  });
  return { url, log: () => log };
}

/**
 * Starts the server alone: the editor's address, its workspace, and `stop`. `testDriver` makes it
 * heed extensionTestsPath, and shows no notifications. `samplesOnly` leaves out what goes wrong.
 */
export async function startServer(options = {}) {
  const {
    env = {},
    settings = {},
    vsix = [],
    testDriver = false,
    port = 0,
    idleSeconds = 120,
  } = options;
  const { node, entry } = installEditor();
  const home = mkdtempSync(join(tmpdir(), 'editor-'));
  const dir = (name) => {
    const path = join(home, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const folder = (options.samplesOnly ? copySamples : makeWorkspace)(dir('workspace'));
  const userData = dir('user-data');
  mkdirSync(join(userData, 'User'));
  const merged = { ...quietSettings, ...settings };
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(merged));
  writeFileSync(join(home, 'config.yaml'), 'auth: none\n');
  const common = ['--user-data-dir', userData, '--extensions-dir', dir('extensions')];
  common.push('--config', join(home, 'config.yaml'));
  const serverEnv = serverEnvironment(env, dir);
  for (const file of vsix) {
    const stdio = ['ignore', 'ignore', 'inherit'];
    const args = [entry, ...common, '--install-extension', file];
    execFileSync(node, args, { env: serverEnv, stdio, timeout: 120_000 });
  }
  const flags = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry'];
  flags.push('--disable-update-check', '--disable-getting-started-override');
  if (!merged['security.workspace.trust.enabled']) flags.push('--disable-workspace-trust');
  if (idleSeconds > 0) flags.push('--idle-timeout-seconds', String(idleSeconds));
  if (testDriver) flags.push('--vscode-option', 'enable-smoke-test-driver');
  // Its own process group: the server leaves extension hosts running after the browser goes.
  const server = spawn(node, [entry, ...common, ...flags], {
    env: serverEnv,
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => {
    if (server.pid === undefined) return;
    try {
      process.kill(-server.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  process.once('exit', kill);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const listening = waitUntilListening(server);
  const stop = async () => {
    kill();
    process.removeListener('exit', kill);
    if ((server.exitCode ?? server.signalCode) === null) {
      await new Promise((resolve) => server.once('exit', resolve));
    }
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  const { pid } = server;
  return { url: await listening.url, log: listening.log, pid, folder, home, userData, stop };
}

/** Starts the server and a headless browser. */
export async function startEditor(options = {}) {
  const server = await startServer(options);
  const { url, folder } = server;
  const executablePath =
    process.env.CHROMIUM_PATH ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  flags.push('--disable-background-networking', '--disable-component-update', '--disable-sync');
  const browser = await chromium.launch({ executablePath, args: flags });
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  context.setDefaultTimeout(45_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  return {
    ...server,
    browser,
    context,
    /**
     * Opens the workspace, or another folder, or none when that is `null`; `payload` is what a
     * desktop editor would take as command-line options.
     */
    async open(payload = {}, place = folder) {
      const { host } = new URL(url);
      const entries = Object.entries({
        skipWelcome: 'true',
        skipReleaseNotes: 'true',
        ...payload,
      }).map(([key, value]) => [
        key,
        key.endsWith('Path') ? `vscode-remote://${host}${value}` : value,
      ]);
      const page = await context.newPage();
      const where = place === null ? { ew: 'true' } : { folder: place };
      const query = new URLSearchParams({ ...where, payload: JSON.stringify(entries) });
      return { page, target: `${url}/?${query}` };
    },
    async stop() {
      await browser.close().catch(() => {});
      await server.stop();
    },
  };
}
