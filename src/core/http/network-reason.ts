import { messageOf } from '../errors.ts';

const untrusted = 'its certificate is not signed by anybody this machine trusts';

/** What the system's codes mean (node:errors, OpenSSL's X509_V_ERR_*). */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection before its answer was complete',
  EAI_AGAIN: 'the name of the machine could not be looked up',
  EHOSTUNREACH: 'there is no way to the machine',
  ENETUNREACH: 'there is no way to the machine',
  ENOTFOUND: 'there is no machine of that name',
  ETIMEDOUT: 'it does not answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
};

/** Why a server gave no answer, to stand behind a colon; it has no full stop. */
export function networkReason(cause: unknown): string {
  // Node tries every address of a host; its error for all of them has a code and no message.
  const code = codeOf(cause);
  return (code !== undefined && reasons[code]) || messageOf(cause) || `the system says ${code}`;
}

/** Whether the server showed a certificate that somebody else would have to vouch for. */
export function isUntrustedCertificate(cause: unknown): boolean {
  const code = codeOf(cause);
  return code !== undefined && reasons[code] === untrusted;
}

function codeOf(cause: unknown): string | undefined {
  return (cause as NodeJS.ErrnoException).code; // the system's errors carry one
}
