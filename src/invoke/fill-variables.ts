import { findPlaceholders, type Placeholder } from './find-placeholders.ts';
import type { LocatedText, VariableSymbol } from './invoke-file.ts';
import { InvokeSyntaxError } from './invoke-syntax-error.ts';

/** Where `{{variables}}` take their values: the file first, then the environment. */
export interface VariableScope {
  readonly fileVariables: readonly VariableSymbol[];
  /** Variables of the chosen environment; see loadEnvironment. */
  readonly environmentVariables: ReadonlyMap<string, string>;
  /** For `{{$processEnv NAME}}`. */
  readonly processEnvironment: Readonly<Record<string, string | undefined>>;
}

/** One fill: the scope and the variables that are being resolved right now. */
interface Filling {
  readonly scope: VariableScope;
  readonly open: readonly string[];
}

/**
 * Replaces every placeholder by its value, which may itself hold placeholders. Throws
 * InvokeSyntaxError that names the variable, its line and what is defined.
 */
export function fillVariables(located: LocatedText, scope: VariableScope): string {
  return fill(located, { scope, open: [] });
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
  const value = scope.processEnvironment[name];
  if (value !== undefined) return value;
  throw failure(
    placeholder,
    `is not set: the process has no environment variable ${name}. Set it and send again.`,
  );
}

function variableValue(name: string, placeholder: Placeholder, filling: Filling): string {
  const { scope, open } = filling;
  if (open.includes(name)) {
    const circle = [...open.slice(open.indexOf(name)), name].join(' → ');
    throw failure(placeholder, `refers to itself: ${circle}. Give one of them a value of its own.`);
  }
  // The last definition wins, as in any file that is read from the top.
  const symbol = scope.fileVariables.findLast((variable) => variable.name.text === name);
  const environmentValue = scope.environmentVariables.get(name);
  const value =
    symbol?.value ??
    (environmentValue === undefined
      ? undefined
      : { text: environmentValue, range: placeholder.range });
  if (!value) throw failure(placeholder, `is not defined. ${describeDefined(scope)}`);
  return fill(value, { scope, open: [...open, name] });
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
