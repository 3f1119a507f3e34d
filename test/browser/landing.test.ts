import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/core/engines/engine.ts';
import { openNativeEngine } from '../../src/core/engines/native/open-native-engine.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { type LocalModel, openLocalModel } from '../../src/core/model/local-model.ts';
import type { AccessOptions } from '../../src/server/access/access-options.ts';
import { startServer } from '../../src/server/start-server.ts';
import { fakeEngine } from '../helpers/fake-engine.ts';
import { withModelFolder } from '../helpers/model-folder.ts';
import { buildNativeWorker } from '../helpers/native-worker-file.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const sample = join(import.meta.dirname, '../../samples/models/iris');
const worker = await buildNativeWorker();
let browser: Browser;
let engine: Engine;
let model: LocalModel;

beforeAll(async () => {
  if (!existsSync(executablePath)) throw new Error(`There is no browser at ${executablePath}.`);
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  model = await openLocalModel(sample, { name: 'iris' });
  engine = await openNativeEngine(model, { workerFile: worker.workerFile, logger: silentLogger });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await engine?.close();
  await worker.remove();
});

interface Visit {
  readonly served?: { readonly model: LocalModel; readonly engine: Engine };
  readonly access?: AccessOptions;
  readonly page?: Parameters<Browser['newPage']>[0];
}

/** Opens the landing page of a server; whatever the browser complains of fails the test. */
async function visit(options: Visit, use: (page: Page) => Promise<void>): Promise<void> {
  const { served = { model, engine }, access = {} } = options;
  const server = await startServer({ ...served, access, logger: silentLogger, version: '0.0.0' });
  const page = await browser.newPage(options.page);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A status of 4xx is a message of its own, which the tests look at anyway.
    const isStatus = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isStatus) complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  try {
    await page.goto(`${server.url}/`);
    await use(page);
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
    await server.close();
  }
}

const answered = (page: Page) => page.locator('#reply:not([hidden])').waitFor();

describe('the landing page in a browser', () => {
  it('sends the input example and shows status, time, steps and answer', async () => {
    await visit({}, async (page) => {
      await page.getByRole('button', { name: 'Send' }).click();
      await answered(page);
      expect(await page.locator('#status').textContent()).toBe('200 OK');
      expect(await page.locator('#time').textContent()).toMatch(/^[\d.]+ ms$/u);
      expect(await page.locator('#timings').textContent()).toMatch(/^parse .* predict .* ms$/u);
      expect(await page.locator('#answer').textContent()).toBe(
        '{"predictions": ["setosa", "setosa"]}',
      );
    });
  });

  it('is used by the keyboard alone, with CSV', async () => {
    await visit({}, async (page) => {
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight'); // from JSON to CSV
      await page.keyboard.press('Tab');
      expect(await page.locator('#body').inputValue()).toMatch(/^sepal length \(cm\),.*\n5\.1,/u);
      await page.keyboard.press('Control+Enter');
      await answered(page);
      expect(await page.locator('#answer').textContent()).toContain('setosa');
    });
  });

  it('shows what is wrong with a request', async () => {
    await visit({}, async (page) => {
      await page.locator('#body').fill('{"dataframe_split": {"columns": ["x"], "data": [[1]]}}');
      await page.getByRole('button', { name: 'Send' }).click();
      await answered(page);
      expect(await page.locator('#status').textContent()).toBe('400 Bad Request');
      expect(await page.locator('#complaint').textContent()).toContain(
        'lacks the columns "sepal length (cm)"',
      );
      expect(await page.locator('#answer').textContent()).toContain('SCHEMA_ENFORCEMENT_FAILED');
    });
  });

  it('keeps what was typed when the content type changes and changes back', async () => {
    await visit({}, async (page) => {
      await page.locator('#body').fill('{"typed": 1}');
      await page.getByLabel('CSV').check();
      await page.getByLabel('JSON').check();
      expect(await page.locator('#body').inputValue()).toBe('{"typed": 1}');
    });
  });

  it('walks through the calls by arrow keys', async () => {
    await visit({}, async (page) => {
      await page.getByRole('tab', { name: 'bash' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await page.getByRole('tabpanel').textContent()).toContain('curl.exe');
      expect(await page.getByRole('tabpanel').count()).toBe(1);
    });
  });

  it('works below a path prefix', async () => {
    await visit({ access: { pathPrefix: '/models/iris' } }, async (page) => {
      await page.getByRole('button', { name: 'Send' }).click();
      await answered(page);
      expect(await page.locator('#status').textContent()).toBe('200 OK');
      expect(await page.getByRole('tabpanel').textContent()).toContain('/models/iris/invocations');
    });
  });

  it('asks for the token of a server that has one, and sends it', async () => {
    await visit({ access: { token: 'open-sesame' } }, async (page) => {
      await page.getByLabel('Token').fill('wrong');
      await page.keyboard.press('Enter');
      await page.getByText('does not take this token').waitFor();
      await page.getByLabel('Token').fill('open-sesame');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'iris' }).waitFor();
      await page.getByRole('button', { name: 'Send' }).click();
      await answered(page);
      expect(await page.locator('#status').textContent()).toBe('200 OK');
      expect(await page.title()).toBe('iris · mlinvoke');
    });
  });

  it('shows hostile names as text, and fits a narrow screen', async () => {
    const hostile = `</textarea><script>alert(1)</script><img src=x onerror="alert(2)">'`;
    const inputs = [hostile, 'a'.repeat(300)].map((name) => ({
      name,
      type: 'double',
      required: true,
    }));
    await withModelFolder({ name: hostile, inputs }, async (hostileModel) => {
      const served = { model: hostileModel, engine: fakeEngine() };
      await visit({ served, page: { viewport: { width: 360, height: 700 } } }, async (page) => {
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(hostile);
        await page.getByRole('button', { name: 'Send' }).click();
        await answered(page);
        expect(await page.locator('#status').textContent()).toBe('200 OK');
        const overflow = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect(overflow).toBe(0);
      });
    });
  });

  it('is dark where the system is', async () => {
    const background = 'getComputedStyle(document.body).backgroundColor';
    const colors: unknown[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await visit({ page: { colorScheme } }, async (page) => {
        colors.push(await page.evaluate(background));
      });
    }
    expect(colors).toEqual(['rgb(246, 247, 249)', 'rgb(20, 23, 28)']);
  });
});
