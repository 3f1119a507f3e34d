import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CommandHandlers } from '../commands.ts';
import type { ModelCatalog } from './model-catalog.ts';
import { toModelRef } from './model-ref.ts';
import { resolveModel } from './open-model.ts';

/** The commands of the Models view that do not serve. */
export function createModelCommands(
  catalog: ModelCatalog,
): Pick<CommandHandlers, 'refreshModels' | 'openModelFile' | 'copyModelUri'> {
  return {
    refreshModels: () => catalog.refresh(),
    openModelFile: async (target) => {
      const model = toModelRef(target);
      if (!model) return;
      const { folder } = await resolveModel(model);
      await vscode.window.showTextDocument(vscode.Uri.file(join(folder, 'MLmodel')));
    },
    copyModelUri: async (target) => {
      const model = toModelRef(target);
      if (model) await vscode.env.clipboard.writeText(model.uri);
    },
  };
}
