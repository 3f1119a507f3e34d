import { MlflowError } from '../../core/errors.ts';
import type { Step } from '../requests/request-state.ts';

/**
 * Reads a path prefix: `/models/iris` and `models/iris/` are the same; empty or `/` is none. Throws
 * MlflowError for what is no plain path.
 */
export function parsePathPrefix(text: string): string {
  const segments = text.replace(/^\//u, '').replace(/\/$/u, '').split('/');
  if (segments.length === 1 && segments[0] === '') return '';
  if (segments.every((segment) => /^[\w.~-]+$/u.test(segment) && !/^\.+$/u.test(segment))) {
    return `/${segments.join('/')}`;
  }
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `"${text}" is no path prefix. Give names of letters, digits, "-", ".", "_" or "~", as /models/iris.`,
  );
}

/**
 * Takes the prefix off the path, so that routes need not know it; the bare prefix leads to the
 * page below it. Throws MlflowError ENDPOINT_NOT_FOUND for other paths.
 */
export function stripPathPrefix(prefix: string): Step {
  return async (context, next) => {
    if (context.path === prefix) {
      context.status = 308;
      context.redirect(`${prefix}/`);
      return undefined;
    }
    if (!context.path.startsWith(`${prefix}/`)) {
      throw new MlflowError(
        'ENDPOINT_NOT_FOUND',
        `There is nothing at ${context.path.slice(0, 200)}; every path of this server begins with ${prefix}/.`,
      );
    }
    context.path = context.path.slice(prefix.length);
    return next();
  };
}
