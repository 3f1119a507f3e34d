import type { TextRange } from './text-range.ts';

/** A piece of the text together with where it stands. */
export interface LocatedText {
  readonly text: string;
  readonly range: TextRange;
}

/** `@name = value`: holds for the whole file, wherever it stands. */
export interface VariableSymbol {
  readonly kind: 'variable';
  readonly range: TextRange;
  readonly name: LocatedText;
  /** As written: it may hold `{{other}}`. */
  readonly value: LocatedText;
}

/** The directives of the language, by the word behind `# @`. */
export type DirectiveName = 'model' | 'target' | 'name';

/** `# @model URI`, `# @target URL` or `# @name text`. */
export interface DirectiveSymbol {
  readonly kind: 'directive';
  readonly range: TextRange;
  readonly name: DirectiveName;
  readonly nameRange: TextRange;
  /** As written: it may hold `{{variable}}`. */
  readonly value: LocatedText;
}

/** A line that starts with `#` or `//` and is no directive. */
export interface CommentSymbol {
  readonly kind: 'comment';
  readonly range: TextRange;
}

/** `POST /invocations` or `GET http://host:5000/ping`. */
export interface RequestLineSymbol {
  readonly kind: 'request';
  readonly range: TextRange;
  /** In upper case. */
  readonly method: LocatedText;
  /** A path or an absolute URL, as written. */
  readonly target: LocatedText;
}

/** `Name: value` below the request line. */
export interface HeaderSymbol {
  readonly kind: 'header';
  readonly range: TextRange;
  readonly name: LocatedText;
  readonly value: LocatedText;
}

/** The body in the file itself; `text` keeps one line per line of the file, parted by LF. */
export interface TextBodySymbol {
  readonly kind: 'text-body';
  readonly range: TextRange;
  /** `json` when it starts with `{` or `[`, else `csv`. */
  readonly format: 'json' | 'csv';
  readonly text: string;
}

/** `< ./rows.csv`: the body is the bytes of that file. */
export interface FileBodySymbol {
  readonly kind: 'file-body';
  readonly range: TextRange;
  readonly path: LocatedText;
}

/** `?? status == 200`. */
export interface CheckSymbol {
  readonly kind: 'check';
  readonly range: TextRange;
  /** What stands behind `??`, as written: it may hold `{{variable}}`. */
  readonly source: LocatedText;
}

/** One request of the file, from its `###` line to the last line that says something. */
export interface InvokeBlock {
  readonly kind: 'block';
  readonly range: TextRange;
  /** From `# @name`, else from the `###` line, else `request 1`, `request 2`, … */
  readonly name: string;
  /** Where the name stands; the first line of the block when it has none. */
  readonly nameRange: TextRange;
  readonly directives: readonly DirectiveSymbol[];
  readonly request?: RequestLineSymbol;
  readonly headers: readonly HeaderSymbol[];
  readonly body?: TextBodySymbol | FileBodySymbol;
  readonly checks: readonly CheckSymbol[];
  /** False for a block with neither a request line nor a body, as while it is being typed. */
  readonly isSendable: boolean;
}

/** Something in the text that stops a request (`error`) or is probably not meant (`warning`). */
export interface InvokeProblem {
  readonly severity: 'error' | 'warning';
  readonly range: TextRange;
  /** A whole sentence with what would be accepted. */
  readonly message: string;
}

/** Everything that a `.invoke` file says, each with its place. */
export interface InvokeFile {
  readonly variables: readonly VariableSymbol[];
  /** Those before the first `###`: they hold for every block that has none of its own. */
  readonly directives: readonly DirectiveSymbol[];
  readonly comments: readonly CommentSymbol[];
  readonly blocks: readonly InvokeBlock[];
  readonly problems: readonly InvokeProblem[];
}
