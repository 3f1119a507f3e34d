import { dirname, resolve } from 'node:path';
import type { DirectiveSymbol, InvokeBlock, InvokeFile } from './invoke-file.ts';
import { InvokeSyntaxError } from './invoke-syntax-error.ts';
import type { TextRange } from './text-range.ts';

/** Who answers a request: a model that is served on demand, or a server that runs anywhere. */
export type RequestTarget =
  | { readonly kind: 'model'; readonly uri: string }
  /** Without a slash at the end; the request's path follows it. */
  | { readonly kind: 'url'; readonly url: string };

/** The directive that binds a block: its own, else the file's. */
export function bindingOf(file: InvokeFile, block: InvokeBlock): DirectiveSymbol | undefined {
  const isBinding = ({ name }: DirectiveSymbol) => name === 'model' || name === 'target';
  return block.directives.find(isBinding) ?? file.directives.find(isBinding);
}

/** Splits an absolute URL into the server and the path; undefined for a path alone. */
export function splitUrl(
  text: string,
  range: TextRange,
): { url: string; path: string } | undefined {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) return undefined;
  const url = parseHttpUrl(text, range);
  return { url: url.origin, path: `${url.pathname}${url.search}` };
}

/** Reads a server's address. Throws InvokeSyntaxError for anything but an http(s) URL. */
export function urlTarget(text: string, range: TextRange): RequestTarget {
  const url = parseHttpUrl(text, range);
  let path = url.pathname;
  while (path.endsWith('/')) path = path.slice(0, -1);
  if (path.endsWith('/invocations')) {
    throw new InvokeSyntaxError(
      `The target ${text} ends with /invocations. Give the server's address without it, ` +
        'or write the whole URL in the request line (POST https://…/invocations).',
      range,
    );
  }
  return { kind: 'url', url: `${url.origin}${path}` };
}

/**
 * Reads a model URI; a folder is taken from the folder of the `.invoke` file, as `< ./file` is.
 */
export function modelTarget(uri: string, invokePath: string): RequestTarget {
  const isUri = /^[a-z][a-z0-9+.-]+:/i.test(uri); // one letter would be a Windows drive
  return { kind: 'model', uri: isUri ? uri : resolve(dirname(invokePath), uri) };
}

function parseHttpUrl(text: string, range: TextRange): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url && isHttp && url.username === '' && url.password === '') return url;
  const reason =
    url && isHttp
      ? 'holds a user name or password; send an Authorization header instead'
      : 'is not an address of a server';
  throw new InvokeSyntaxError(
    `"${text}" ${reason}. Write for instance http://127.0.0.1:5000.`,
    range,
  );
}
