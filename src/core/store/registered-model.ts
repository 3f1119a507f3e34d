/** The aliases of one version. */
export function aliasesOf(
  version: number,
  aliases: ReadonlyMap<string, number>,
): readonly string[] {
  return [...aliases].filter(([, number]) => number === version).map(([alias]) => alias);
}

/** The stage of a version; stores write "None", or nothing, for one without. */
export function stageOf(stage: string | null | undefined): { readonly stage?: string } {
  return stage && stage !== 'None' ? { stage } : {};
}

/** What stores write as the stage of a version that was deleted. */
export const deletedStage = 'Deleted_Internal';
