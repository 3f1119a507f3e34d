import type { Page, PageRequest } from '../page.ts';
import { aliasesOf, deletedStage, stageOf } from '../registered-model.ts';
import type { ModelVersion, RegisteredModel } from '../tracking-store.ts';
import { type SqlRow, marksFor } from './sql-database.ts';
import {
  type SqlSchema,
  type SqlTable,
  inWorkspace,
  numberOf,
  queryPage,
  textOf,
} from './sql-schema.ts';

/** A registered model with all its versions. */
export async function findRegisteredModel(
  schema: SqlSchema,
  name: string,
  signal?: AbortSignal,
): Promise<RegisteredModel | undefined> {
  if (!schema.has('registered_models')) return undefined;
  const text = `${selectModels} WHERE name = ? ${inWorkspace(schema, 'registered_models')}`;
  const rows = await schema.database.query(text, [name], signal);
  return (await withVersions(schema, rows, signal)).at(0);
}

/** Registered models by name. */
export async function listRegisteredModels(
  schema: SqlSchema,
  request: PageRequest = {},
  signal?: AbortSignal,
): Promise<Page<RegisteredModel>> {
  if (!schema.has('registered_models')) return { items: [] };
  const text = `${selectModels} WHERE 1 = 1 ${inWorkspace(schema, 'registered_models')} ORDER BY name`;
  const page = await queryPage(schema, { text, values: [], request, signal }, (row) => row);
  return { ...page, items: await withVersions(schema, page.items, signal) };
}

const selectModels = 'SELECT name, description FROM registered_models';

async function withVersions(
  schema: SqlSchema,
  models: readonly SqlRow[],
  signal: AbortSignal | undefined,
): Promise<readonly RegisteredModel[]> {
  const names = models.map((row) => String(row['name']));
  const read = (table: SqlTable): Promise<readonly SqlRow[]> =>
    readOf(schema, { table, names, signal });
  const aliases = await read('registered_model_aliases');
  const tags = await read('registered_model_tags');
  const versionTags = await read('model_version_tags');
  const versions = await read('model_versions');
  return models.map((model): RegisteredModel => {
    const name = String(model['name']);
    const ofModel = (rows: readonly SqlRow[]): SqlRow[] =>
      rows.filter((row) => row['name'] === name);
    const ownAliases = new Map(
      ofModel(aliases).map((row) => [String(row['alias']), Number(row['version'])]),
    );
    const description = textOf(model['description']);
    return {
      name,
      aliases: ownAliases,
      tags: tagsOf(ofModel(tags)),
      versions: ofModel(versions)
        .filter((row) => row['current_stage'] !== deletedStage)
        .map((row) => toVersion(row, ownAliases, ofModel(versionTags)))
        .toSorted((a, b) => a.version - b.version),
      ...(description !== undefined && { description }),
    };
  });
}

interface RowsOfModels {
  readonly table: SqlTable;
  readonly names: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** All rows of a table that belong to the models; none when the schema has no such table. */
async function readOf(schema: SqlSchema, query: RowsOfModels): Promise<readonly SqlRow[]> {
  const { table, names, signal } = query;
  if (!schema.has(table) || names.length === 0) return [];
  const text = `SELECT * FROM ${table} WHERE name IN (${marksFor(names)}) ${inWorkspace(schema, table)}`;
  return schema.database.query(text, names, signal);
}

function toVersion(
  row: SqlRow,
  aliases: ReadonlyMap<string, number>,
  tags: readonly SqlRow[],
): ModelVersion {
  const version = Number(row['version']);
  const description = textOf(row['description']);
  const runId = textOf(row['run_id']);
  const storageLocation = textOf(row['storage_location']);
  return {
    name: String(row['name']),
    version,
    aliases: aliasesOf(version, aliases),
    tags: tagsOf(tags.filter((tag) => numberOf(tag['version']) === version)),
    source: String(row['source']),
    ...stageOf(textOf(row['current_stage'])),
    ...(description !== undefined && { description }),
    ...(runId !== undefined && { runId }),
    ...(storageLocation !== undefined && { storageLocation }),
  };
}

function tagsOf(rows: readonly SqlRow[]): ReadonlyMap<string, string> {
  return new Map(rows.map((row) => [String(row['key']), String(row['value'] ?? '')]));
}
