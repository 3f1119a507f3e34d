/** What is known of a store that a form of URI can name something of. */
export interface KnownStore {
  /** Of the runs first, second and third. */
  readonly runs: readonly string[];
  /** Their logged models; none before MLflow 3. */
  readonly models: readonly string[];
  /** False before MLflow 2.3. */
  readonly hasAliases: boolean;
}

/** A form of URI, and which of the runs first, second and third its model is from. */
export interface UriForm {
  readonly form: string;
  readonly uri: (store: KnownStore) => string | undefined;
  readonly run: 0 | 1 | 2;
  /** The version of MLflow that brought it. */
  readonly since?: string;
}

/** The columns of docs/URIS.md. */
export const uriForms: readonly UriForm[] = [
  { form: 'runs:/<run>/model', uri: ({ runs }) => `runs:/${runs[2]}/model`, run: 2 },
  { form: 'models:/iris/1', uri: () => 'models:/iris/1', run: 0 },
  { form: 'models:/iris/latest', uri: () => 'models:/iris/latest', run: 1 },
  { form: 'models:/iris/Production', uri: () => 'models:/iris/Production', run: 0 },
  {
    form: 'models:/iris@champion',
    uri: ({ hasAliases }) => (hasAliases ? 'models:/iris@champion' : undefined),
    run: 1,
    since: '2.3',
  },
  {
    form: 'models:/m-<id>',
    uri: ({ models }) => (models[1] ? `models:/${models[1]}` : undefined),
    run: 1,
    since: '3',
  },
];
