import type { Environment } from '../core/environment.ts';
import { findPlaceholders, type Placeholder } from './find-placeholders.ts';
import type { LocatedText, VariableSymbol } from './invoke-file.ts';
import { InvokeSyntaxError } from './invoke-syntax-error.ts';

/** Where `{{variables}}` take their values: the file first, then the environment. */
export interface VariableScope {
  readonly fileVariables: readonly VariableSymbol[];
  /** Variables of the chosen environment; see loadEnvironment. */
  readonly environmentVariables: ReadonlyMap<string, string>;
  /** For `{{$processEnv NAME}}`. */
  readonly processEnvironment: Environment;
}

/** So that a few variables, each made of the next one twice, do not fill the memory. */
const longestText = 64 * 1024 * 1024;

const tooLong = `makes the text longer than ${longestText} characters. Give its variables shorter values.`;

/** One fill: the scope and the variables that are being resolved right now. */
interface Filling {
  readonly scope: VariableScope;
  readonly fileVariables: ReadonlyMap<string, LocatedText>;
  readonly open: readonly string[];
  /** The values of variables that are resolved. */
  readonly known: Map<string, string>;
}

/**
 * Replaces every placeholder by its value, which may itself hold placeholders. Throws
 * InvokeSyntaxError that names the variable, its line and what is defined.
 */
export function fillVariables(located: LocatedText, scope: VariableScope): string {
  // The last definition wins, as in any file that is read from the top.
  const fileVariables = new Map(scope.fileVariables.map(({ name, value }) => [name.text, value]));
  return fill(located, { scope, fileVariables, open: [], known: new Map() });
}

/** The names that `{{…}}` may hold, each once; file variables first. */
function definedNames(scope: VariableScope): string[] {
  const names = scope.fileVariables.map(({ name }) => name.text);
  return [...new Set([...names, ...scope.environmentVariables.keys()])];
}

function fill(located: LocatedText, filling: Filling): string {
  let result = '';
  let position = 0;
  for (const placeholder of findPlaceholders(located)) {
    result += located.text.slice(position, placeholder.offset);
    result += valueOf(placeholder, filling);
    if (result.length > longestText) throw failure(placeholder, tooLong);
    position = placeholder.offset + placeholder.source.length;
  }
  return result + located.text.slice(position);
}

function valueOf(placeholder: Placeholder, filling: Filling): string {
  switch (placeholder.kind) {
    case 'process':
      return processValue(placeholder.name, placeholder, filling.scope);
    case 'variable':
      return variableValue(placeholder.name, placeholder, filling);
    case 'unknown':
      throw failure(
        placeholder,
        'is not a variable. Write {{name}} or {{$processEnv NAME}}; ' +
          String.raw`for braces inside a JSON text write \u007b\u007b.`,
      );
  }
}

function processValue(name: string, placeholder: Placeholder, scope: VariableScope): string {
  const value = Object.hasOwn(scope.processEnvironment, name)
    ? scope.processEnvironment[name]
    : undefined;
  if (value !== undefined) return value;
  throw failure(
    placeholder,
    `is not set: the process has no environment variable ${name}. Set it and send again.`,
  );
}

function variableValue(name: string, placeholder: Placeholder, filling: Filling): string {
  const { scope, open, known } = filling;
  const resolved = known.get(name);
  if (resolved !== undefined) return resolved;
  if (open.includes(name)) {
    const circle = [...open.slice(open.indexOf(name)), name].join(' → ');
    throw failure(placeholder, `refers to itself: ${circle}. Give one of them a value of its own.`);
  }
  const environmentValue = scope.environmentVariables.get(name);
  const value =
    filling.fileVariables.get(name) ??
    (environmentValue === undefined
      ? undefined
      : { text: environmentValue, range: placeholder.range });
  if (!value) throw failure(placeholder, `is not defined. ${describeDefined(scope)}`);
  const text = fill(value, { ...filling, open: [...open, name] });
  known.set(name, text);
  return text;
}

function describeDefined(scope: VariableScope): string {
  const names = definedNames(scope);
  const known = names.length === 0 ? 'No variable is' : `Defined are ${names.join(', ')}`;
  const place = names.length === 0 ? ' defined here.' : '.';
  return `${known}${place} Add "@name = value" to the file or the name to invoke.env.json (and choose an environment).`;
}

function failure({ source, range }: Placeholder, rest: string): InvokeSyntaxError {
  return new InvokeSyntaxError(`Line ${range.start.line + 1}: ${source} ${rest}`, range);
}
