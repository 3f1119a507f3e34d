import { Lexer, Parser, parseDocument } from 'yaml';

/** Nothing that MLflow writes comes near. */
const deepest = 200;

/**
 * Reads YAML as plain data; of equal keys the last one counts, as in PyYAML. Throws an Error for
 * what is no YAML, what nests more than 200 levels deep, and a ReferenceError for more aliases than
 * `maxAliasCount`, since few of them can stand for very much.
 */
export function readYaml(text: string, maxAliasCount = 10): unknown {
  checkDepth(text);
  // Looking for equal keys takes the square of their number.
  const document = parseDocument(text, { uniqueKeys: false });
  const [error] = document.errors;
  if (error) throw error;
  return document.toJS({ maxAliasCount });
}

/**
 * The library goes as deep into the stack as a text nests, and ends the whole process where it
 * meets a regular expression for the first time shortly before the stack's end.
 */
function checkDepth(text: string): void {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)); // what is read is not needed yet
    if (parser.stack.length > deepest) {
      throw new Error(`it nests more than ${deepest} levels deep`);
    }
  }
}
