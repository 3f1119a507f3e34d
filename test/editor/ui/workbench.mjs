// Page helpers for a person's hands; every selector was checked against VS Code 1.139.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, startEditor } from '../editor.mjs';

/** Opens the packaged extension in an editor of its own, with the workspace of the tests. */
export async function openWorkbench(options = {}) {
  const editor = await openEditor(options);
  const workbench = await openWindow(editor);
  await workbench.explorerItem('iris.invoke').waitFor();
  return { editor, workbench };
}

/** Starts an editor with the packaged extension, and opens nothing. */
export function openEditor(options = {}) {
  const vsix = process.env.EDITOR_VSIX ?? join(root, 'dist/mlinvoke.vsix');
  return startEditor({ ...options, vsix: [vsix] });
}

/** Opens a window on a folder, on none when that is `null`, else on the workspace. */
export async function openWindow(editor, folder) {
  const { page, target } = await editor.open({}, folder);
  const workbench = new Workbench(page);
  await workbench.open(target);
  return workbench;
}

export class Workbench {
  constructor(page) {
    this.page = page;
  }

  /** Waits for the extension too: the palette does not list commands that come later. */
  async open(target) {
    await this.page.goto(target);
    await this.activity('MLflow models').waitFor();
  }
  explorerItem(name) {
    const explorer = this.page.locator('.explorer-folders-view');
    return explorer.getByRole('treeitem', { name, exact: true });
  }
  activity(name) {
    return this.page.locator('.part.activitybar').getByRole('tab', { name });
  }
  /** A row of the view `Servers` or `Models`. */
  row(view, text) {
    const header = this.page.locator('.pane-header', { hasText: view });
    const pane = this.page.locator('.part.sidebar .pane').filter({ has: header });
    return pane.getByRole('treeitem').filter({ hasText: text }).first();
  }
  serverRow(text) {
    return this.row('Servers', text);
  }
  modelRow(text) {
    return this.row('Models', text);
  }
  runRow(text) {
    return this.row('Runs', text);
  }
  /** Shows or hides the rows of a view by a click on its title. */
  async toggleView(view) {
    const header = this.page.locator('.part.sidebar .pane-header', { hasText: view });
    const before = await header.getAttribute('aria-expanded');
    // The hover of what was clicked before may lie over the title.
    await this.page.mouse.move(900, 600);
    await header.focus();
    await header.press('Enter');
    await this.page
      .locator(`.part.sidebar .pane-header[aria-expanded="${before !== 'true'}"]`, {
        hasText: view,
      })
      .waitFor();
  }
  /** Opens a row of a tree; it may be open already. */
  async expand(row) {
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
    await row.and(this.page.locator('[aria-expanded="true"]')).waitFor();
  }
  editorTab(name) {
    return this.page.locator('.part.editor').getByRole('tab', { name });
  }
  editorText(text) {
    return this.page.locator('.part.editor .monaco-editor .view-lines', { hasText: text });
  }
  codeLens(text) {
    return this.page.locator('.monaco-editor .codelens-decoration a', { hasText: text });
  }
  hover(text) {
    return this.page.locator('.monaco-hover:visible, .workbench-hover:visible', { hasText: text });
  }
  notification(text) {
    const toasts = this.page.locator('.notifications-toasts .notification-list-item');
    return toasts.filter({ hasText: text });
  }
  modal(text) {
    return this.page.getByRole('dialog').filter({ hasText: text });
  }
  statusBar(name) {
    return this.page.locator('.part.statusbar').getByRole('button', { name });
  }
  menuItem(name) {
    // The name of an item ends with its key.
    return this.page.getByRole('menuitem', { name });
  }
  quickInput() {
    return this.page.locator('.quick-input-widget:visible');
  }
  quickRow(text) {
    return this.quickInput().locator('.quick-input-list .monaco-list-row', { hasText: text });
  }
  terminal() {
    return this.page.locator('.part.panel .terminal-wrapper:visible, .part.panel .xterm:visible');
  }

  /**
   * Right-clicks a row, and chooses; menus swallow a click in their first 100 ms. A list that is
   * drawn anew reuses its rows, so that a click may find another one in the same place.
   */
  async chooseFromMenu(row, name) {
    const item = this.menuItem(name).first();
    await row.click({ button: 'right' });
    await this.page.getByRole('menu').first().waitFor();
    await this.page.waitForTimeout(250);
    if (!/\bfocused\b/.test(await row.getAttribute('class'))) {
      await this.page.keyboard.press('Escape');
      await row.click({ button: 'right' });
      await this.page.waitForTimeout(250);
    }
    await item.waitFor();
    await item.click();
    await item.waitFor({ state: 'detached' });
  }
  /**
   * Clicks a button that a row shows under the mouse; where a list that is drawn anew has moved the
   * row away from it, the mouse follows.
   */
  async clickRowButton(row, name) {
    const button = row.getByRole('button', { name });
    for (let attempt = 0; attempt < 10 && !(await button.isVisible()); attempt++) {
      await row.hover();
      await button.waitFor({ timeout: 2000 }).catch(() => {}); // once more, or the click says so
    }
    await button.click();
  }
  /** A click on the view that is already shown would hide it. */
  async showView(name) {
    const tab = this.activity(name);
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
  }
  /** Shows the models and servers with as much room as there is: rows out of sight are not drawn. */
  async showModels() {
    await this.showView('MLflow models');
    await this.collapseView('Runs');
  }
  /** The same for the runs. */
  async showRuns() {
    await this.showView('MLflow models');
    await this.collapseView('Models');
    await this.collapseView('Servers');
  }
  async collapseView(view) {
    const header = this.page.locator('.part.sidebar .pane-header', { hasText: view });
    await header.waitFor();
    if ((await header.getAttribute('aria-expanded')) === 'true') await this.toggleView(view);
  }
  async runCommand(title) {
    const input = this.quickInput().locator('input.input');
    // One that is still open belongs to something else.
    if (await input.isVisible()) await this.page.keyboard.press('Escape');
    await this.quickInput()
      .waitFor({ state: 'detached' })
      .catch(() => {});
    for (let i = 0; i < 5 && !(await input.isVisible()); i++) {
      await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: 4_000 }).catch(() => {});
    }
    await input.fill(`>${title}`);
    await this.quickRow(title).first().click();
  }
  /** The palette, quick picks and input boxes are one widget: wait for this one before typing. */
  async prompt(text) {
    const widget = this.quickInput();
    const shown = widget.filter({ hasText: text });
    await shown.or(widget.getByPlaceholder(text)).first().waitFor();
  }
  async fillInput(text, ...keys) {
    const input = this.quickInput().locator('input.input');
    await input.fill(text);
    for (const key of keys) await input.press(key);
  }
  async pick(text) {
    const row = this.quickRow(text).first();
    await row.waitFor();
    await this.page.waitForTimeout(250);
    await row.click();
  }
  /** Clicks on a line of the editor that holds this text. */
  async clickLine(text) {
    const line = this.page.locator('.part.editor .view-line').filter({ hasText: text }).first();
    await line.click({ position: { x: 5, y: 5 } });
  }
  /** Waits until what is on the page is so. */
  async expect(check) {
    for (const deadline = Date.now() + 45_000; Date.now() < deadline;) {
      if (await check()) return;
      await this.page.waitForTimeout(100);
    }
    throw new Error(`waited in vain: ${check}`);
  }
  /** Presses keys as fast as the editor can follow. */
  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.page.waitForTimeout(150);
    }
  }
  /** Moves the focus into a view; the command has run long before the view has the focus. */
  async focusView(name) {
    await this.runCommand(`MLflow models: Focus on ${name} View`);
    await this.page.locator('.part.sidebar .pane:focus-within', { hasText: name }).waitFor();
  }
  /** Presses a key until the row with this text has the focus. */
  async moveTo(text, key) {
    const focused = this.page.locator('.part.sidebar .monaco-list-row.focused');
    for (let i = 0; i < 20; i++) {
      const rows = await focused.allInnerTexts();
      if (rows.some((row) => row.includes(text))) return;
      await this.press(key);
    }
    throw new Error(`No row "${text}" took the focus.`);
  }
  async openFile(name) {
    await this.showView('Explorer');
    await this.explorerItem(name).dblclick();
    await this.editorTab(name).first().waitFor();
  }
  async useTheme(name) {
    await this.runCommand('Preferences: Color Theme');
    await this.prompt('Select Color Theme');
    await this.fillInput(name, 'Enter');
    await this.quickInput().waitFor({ state: 'detached' });
  }
  async screenshot(name) {
    mkdirSync(join(root, 'test-results'), { recursive: true });
    // Fades and layout settle within this.
    await this.page.waitForTimeout(400);
    await this.page.screenshot({ path: join(root, 'test-results', `${name}.png`) });
  }
  /** What a failed test left open must not fail the next one. */
  async tidy() {
    for (let i = 0; i < 3; i++) await this.page.keyboard.press('Escape');
    await this.runCommand('Notifications: Clear All Notifications');
    await this.runCommand('View: Close All Editors');
  }
}
