// npm run test:editor [-- suite ui]
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEditor } from './editor.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const kinds = process.argv.slice(2).length ? process.argv.slice(2) : ['suite', 'ui'];
execFileSync(process.execPath, ['esbuild.mjs', '--tests'], { cwd: root, stdio: 'inherit' });
mkdirSync(join(root, 'test-results'), { recursive: true });

async function suite() {
  const report = join(root, 'test-results/suite.json');
  rmSync(report, { force: true });
  const editor = await startEditor({ testDriver: true, env: { EDITOR_TEST_REPORT: report } });
  try {
    const { page, target } = await editor.open({
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'dist-test/index.cjs'),
    });
    await page.exposeFunction('codeAutomationLog', (type, args) => {
      if (process.env.EDITOR_TEST_DEBUG) console.log(`[${type}]`, ...args);
    });
    const code = await new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('no exit code from the extension host in 120 s')),
        120_000,
      );
      page
        .exposeFunction('codeAutomationExit', (c) => {
          clearTimeout(timer);
          resolve(c);
        })
        .then(() => page.goto(target))
        .catch(reject);
      page.on('crash', () => reject(new Error('the browser page crashed')));
    });
    if (!existsSync(report)) throw new Error(`the suite ended with ${code} and wrote no report`); // a crashed extension host ends with 0
    const { totals, tests } = JSON.parse(readFileSync(report, 'utf8'));
    for (const t of tests)
      console.log(
        `${t.state === 'passed' ? 'ok' : t.state} ${t.title} (${t.ms} ms)${t.error ? `\n${t.error}` : ''}`,
      );
    console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
    return code === 0 && totals.failed === 0 && totals.passed > 0;
  } catch (e) {
    console.error(editor.log().split('\n').slice(-40).join('\n'));
    throw e;
  } finally {
    await editor.stop();
  }
}

// Packages the extension and drives the installed package through the browser.
function ui() {
  const vsix = join(root, 'dist/sample.vsix');
  execFileSync(
    join(root, 'node_modules/.bin/vsce'),
    ['package', '--no-dependencies', '--out', vsix],
    { cwd: root, stdio: 'inherit' },
  );
  const files = readdirSync(join(root, 'test/editor/ui'))
    .filter((f) => f.endsWith('.test.mjs'))
    .map((f) => join(root, 'test/editor/ui', f));
  const { status } = spawnSync(
    process.execPath,
    ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files],
    { cwd: root, stdio: 'inherit', env: { ...process.env, EDITOR_VSIX: vsix } },
  );
  return status === 0;
}

let ok = true;
for (const kind of kinds) {
  ok = (kind === 'suite' ? await suite() : kind === 'ui' ? ui() : false) && ok;
}
process.exitCode = ok ? 0 : 1;
