import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRequirements } from '../../../src/image/read-requirements.ts';
import { withModelFolder } from '../../helpers/model-folder.ts';

describe('readRequirements', () => {
  it('takes very many blank lines for what they are', async () => {
    await withModelFolder({}, async (model) => {
      const text = `numpy\n${'\n'.repeat(300_000)}scipy\n`;
      await writeFile(join(model.folder, 'requirements.txt'), text);
      expect((await readRequirements(model)).text).toBe(`${text}mlflow\n`);
    });
  });
});
