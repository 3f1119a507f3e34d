// Journey 4: from a model's menu over the Dockerfile to the builder in a terminal, and its end.
import { execFileSync } from 'node:child_process';
import { after, afterEach, before, describe, it } from 'node:test';
import { openWorkbench } from './workbench.mjs';

function hasBuilder() {
  return ['podman', 'docker'].some((command) => {
    try {
      execFileSync(command, ['version'], { stdio: 'ignore', timeout: 30_000 });
      return true;
    } catch {
      return false;
    }
  });
}

describe('building an image', { timeout: 600_000 }, () => {
  let editor;
  let workbench;
  before(async () => {
    ({ editor, workbench } = await openWorkbench());
    await workbench.showModels();
  });
  after(() => editor?.stop());
  afterEach((context) => workbench?.screenshot(`build-${context.name.replace(/\W+/g, '-')}`));

  it('asks for a name and refuses one that no builder takes', async () => {
    await workbench.chooseFromMenu(workbench.modelRow('iris'), 'Build Docker Image');
    await workbench.prompt('Name of the image');
    await workbench.fillInput('Iris Model');
    const message = workbench.quickInput().locator('.quick-input-message');
    await message.filter({ hasText: 'is no image name' }).waitFor();
  });

  it('shows the Dockerfile before anything runs', async () => {
    await workbench.fillInput('iris:demo', 'Enter');
    await workbench.prompt('Kind of image');
    await workbench.pick('MLflow scoring server');
    await workbench.editorTab('Dockerfile').waitFor();
    await workbench.editorText('FROM python').waitFor();
  });

  it('runs the builder in a terminal and tells how it ended', async () => {
    if (!hasBuilder()) {
      await workbench.notification('No image can be built here').waitFor();
      return;
    }
    await workbench.prompt('Look through the Dockerfile');
    await workbench.screenshot('build-consent');
    await workbench.pick('Build iris:demo with');
    await workbench.terminal().first().waitFor();
    const cancel = workbench
      .notification('Building iris:demo')
      .getByRole('button', { name: 'Cancel' });
    const failed = workbench.notification('The image iris:demo was not built');
    const built = workbench.notification('The image iris:demo is built');
    // Where nothing can be pulled the builder fails by itself; else it is ended here.
    await cancel.or(failed).or(built).first().waitFor({ timeout: 120_000 });
    await workbench.page.waitForTimeout(2_000);
    await workbench.screenshot('build-in-the-terminal');
    if (await cancel.isVisible()) {
      await cancel.click();
      await cancel.waitFor({ state: 'detached' });
    }
  });
});
