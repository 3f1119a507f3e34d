// Starts the editor server on a free port with throw-away state, and a headless browser on it.
import { spawn, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { installEditor } from './install.mjs';

const SETTINGS = {
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

/** The folder that the tests open. */
export function makeWorkspace(folder) {
  writeFileSync(join(folder, 'iris.invoke'), '{"inputs": [[1, 2, 3]]}\n');
  writeFileSync(join(folder, 'notes.txt'), 'notes\n');
  return folder;
}

export async function startEditor({ env = {}, settings = {}, vsix = [], testDriver = false } = {}) {
  const { node, entry } = installEditor();
  const home = mkdtempSync(join(tmpdir(), 'editor-'));
  const dir = (name) => {
    const d = join(home, name);
    mkdirSync(d, { recursive: true });
    return d;
  };
  const userData = dir('user-data'),
    extensions = dir('extensions'),
    folder = makeWorkspace(dir('workspace'));
  mkdirSync(join(userData, 'User'));
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));

  const common = [
    '--user-data-dir',
    userData,
    '--extensions-dir',
    extensions,
    '--config',
    join(home, 'config.yaml'),
  ];
  const serverEnv = {
    ...process.env,
    ...env,
    XDG_DATA_HOME: dir('data'),
    XDG_CONFIG_HOME: dir('config'),
    EXTENSIONS_GALLERY: '{}',
  };
  for (const k of Object.keys(serverEnv))
    if (/^(VSCODE_|ELECTRON_|CODE_SERVER_)/.test(k) && !(k in env)) delete serverEnv[k];
  writeFileSync(join(home, 'config.yaml'), 'auth: none\n');
  for (const file of vsix) {
    execFileSync(node, [entry, ...common, '--install-extension', file], {
      env: serverEnv,
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: 60_000,
    });
  }

  // Its own process group: the server leaves extension hosts running after the browser goes.
  const server = spawn(
    node,
    [
      entry,
      ...common,
      '--auth',
      'none',
      '--bind-addr',
      '127.0.0.1:0',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
      '--idle-timeout-seconds',
      '120',
      // A built editor heeds extensionDevelopmentPath and extensionTestsPath only with the test driver on,
      // and shows no notification toasts while it is on.
      ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    { env: serverEnv, cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stopServer = () => {
    try {
      process.kill(-server.pid, 'SIGKILL');
    } catch {
      /* already gone */
    }
  };
  process.once('exit', stopServer);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  let log = '';
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the editor did not start:\n${log}`)), 60_000);
    const onData = (chunk) => {
      log += chunk;
      const m = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log);
      if (m) {
        clearTimeout(timer);
        resolve(m[1]);
      }
    };
    server.stdout.on('data', onData);
    server.stderr.on('data', onData);
    server.once('exit', (code) => reject(new Error(`the editor exited with ${code}:\n${log}`)));
  });
  const executablePath =
    process.env.CHROMIUM_PATH ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(20_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });

  return {
    url,
    pid: server.pid,
    folder,
    home,
    userData,
    browser,
    context,
    log: () => log,
    /** Opens the folder; `payload` is what a desktop editor would take as command-line options. */
    async open(payload = {}) {
      const { host } = new URL(url);
      const entries = Object.entries({
        skipWelcome: 'true',
        skipReleaseNotes: 'true',
        ...payload,
      }).map(([k, v]) => [k, /Path$/.test(k) ? `vscode-remote://${host}${v}` : v]);
      const page = await context.newPage();
      const q = new URLSearchParams({ folder, payload: JSON.stringify(entries) });
      return { page, target: `${url}/?${q}` };
    },
    async stop() {
      await browser.close().catch(() => {});
      stopServer();
      process.removeListener('exit', stopServer);
      await new Promise((r) =>
        (server.exitCode ?? server.signalCode) !== null ? r() : server.once('exit', r),
      );
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
