import { createHash, timingSafeEqual } from 'node:crypto';
import { MlflowError } from '../../core/errors.ts';
import { showSignInPage, wantsSignInPage } from '../landing/show-sign-in-page.ts';
import type { Step } from '../requests/request-state.ts';

/** Paths that health checks call, which have no way to send a token. */
const openPaths = new Set(['/ping', '/health', '/v2/health/live', '/v2/health/ready']);

/** The b64token of RFC 6750, section 2.1: what fits into the header. */
const tokenPattern = /^[\w.~+/-]+=*$/u;

/**
 * Lets only those pass who send `Authorization: Bearer <token>`, and everybody to health checks.
 * Throws MlflowError UNAUTHENTICATED for the others, and for a token that no header can carry.
 */
export function checkToken(token: string): Step {
  if (!tokenPattern.test(token)) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      'The token is empty or has characters that a header cannot carry. ' +
        'Use letters, digits and any of - . _ ~ + /, as a password generator gives them.',
    );
  }
  const wanted = digest(token);
  return async (context, next) => {
    if (openPaths.has(context.path)) return next();
    const [, given] = /^bearer +(\S+) *$/iu.exec(context.get('Authorization')) ?? [];
    // Digests have one length, and comparing them takes the same time whatever was guessed right.
    if (given !== undefined && timingSafeEqual(digest(given), wanted)) return next();
    if (given === undefined && wantsSignInPage(context)) return showSignInPage(context);
    throw new MlflowError(
      'UNAUTHENTICATED',
      given === undefined
        ? 'This server asks for a token. Send the header "Authorization: Bearer <token>".'
        : 'The token is not the one that this server asks for.',
    );
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
