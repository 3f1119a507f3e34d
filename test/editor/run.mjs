// npm run test:editor [-- suite restricted ui] [--no-build]: the extension in a real editor.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { restrictedSettings, root, startEditor } from './editor.mjs';
import { packageExtension } from '../../scripts/package-extension.mjs';

const all = ['suite', 'restricted', 'ui'];
const given = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const kinds = given.length > 0 ? given : all;
const unknown = kinds.filter((kind) => !all.includes(kind));
if (unknown.length > 0)
  throw new Error(`unknown kind ${unknown.join(', ')}; there are ${all.join(', ')}`);
if (!process.argv.includes('--no-build')) {
  execFileSync(process.execPath, ['esbuild.mjs', '--tests'], { cwd: root, stdio: 'inherit' });
}
mkdirSync(join(root, 'test-results'), { recursive: true });

/** Waits until the tests in the extension host have ended; answers their exit code. */
async function runInHost(editor) {
  const { page, target } = await editor.open({
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, 'dist-test/index.cjs'),
  });
  await page.exposeFunction('codeAutomationLog', (type, values) => {
    if (process.env.EDITOR_TEST_DEBUG) console.log(`[${type}]`, ...values);
  });
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      const late = () => reject(new Error('no exit code from the extension host in 300 s'));
      timer = setTimeout(late, 300_000);
      page.on('crash', () => reject(new Error('the browser page crashed')));
      page
        .exposeFunction('codeAutomationExit', resolve)
        .then(() => page.goto(target))
        .catch(reject);
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Mocha in the extension host, in a trusted workspace or in Restricted Mode. */
async function suite(kind) {
  const report = join(root, `test-results/${kind}.json`);
  rmSync(report, { force: true });
  const editor = await startEditor({
    testDriver: true,
    env: { EDITOR_TEST_REPORT: report, EDITOR_TEST_KIND: kind },
    settings: kind === 'restricted' ? restrictedSettings : {},
  });
  try {
    const code = await runInHost(editor);
    // A crashed extension host ends with 0.
    if (!existsSync(report)) throw new Error(`the suite ended with ${code} and wrote no report`);
    const { totals, tests } = JSON.parse(readFileSync(report, 'utf8'));
    for (const { state, title, ms, error } of tests) {
      console.log(`${state === 'passed' ? 'ok' : state} ${title} (${ms} ms)`);
      if (error) console.log(error);
    }
    console.log(
      `${kind}: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`,
    );
    return code === 0 && totals.failed === 0 && totals.passed > 0;
  } catch (error) {
    console.error(editor.log().split('\n').slice(-40).join('\n'));
    throw error;
  } finally {
    await editor.stop();
  }
}

/** Playwright on the workbench, with the packaged extension installed. */
async function ui() {
  const folder = join(root, 'test/editor/ui');
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => join(folder, name));
  const vsix = await packageExtension();
  const report = join(root, 'test-results/ui.json');
  rmSync(report, { force: true });
  const flags = [
    '--test',
    '--test-concurrency=1',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${join(root, 'test/editor/count-reporter.mjs')}`,
    `--test-reporter-destination=${report}`,
  ];
  const { status } = spawnSync(process.execPath, [...flags, ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, EDITOR_VSIX: vsix },
  });
  return status === 0;
}

let ok = true;
for (const kind of kinds) ok = (await (kind === 'ui' ? ui() : suite(kind))) && ok;
process.exitCode = ok ? 0 : 1;
