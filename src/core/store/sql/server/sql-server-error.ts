import { type ErrorCode, MlflowError } from '../../../errors.ts';
import { upperFirst } from '../../../upper-first.ts';
import type { SqlFailure } from '../sql-messages.ts';
import type { SqlServerAddress } from './sql-server-address.ts';

interface Reason {
  readonly code: ErrorCode;
  /** Follows "… cannot be read: "; what the database said itself when it is not there. */
  readonly reason?: string;
  readonly advice: string;
}

const reach = 'Check host and port of the tracking URI, and that the database server runs.';
const account = 'Check user and password of the tracking URI.';
const trust =
  'Name the certificate to trust by sslrootcert=… (PostgreSQL) or ssl_ca=… (MySQL) in the tracking URI.';
const refusedAccount: Reason = {
  code: 'UNAUTHENTICATED',
  reason: 'it does not accept the user and password',
  advice: account,
};
const noDatabase: Reason = {
  code: 'RESOURCE_DOES_NOT_EXIST',
  reason: 'the server has no database of that name',
  advice: 'Check the last part of the tracking URI.',
};
const forbidden: Reason = {
  code: 'PERMISSION_DENIED',
  advice: 'Ask for the right to read (SELECT) the tables of MLflow.',
};
const tooSlow: Reason = {
  code: 'DEADLINE_EXCEEDED',
  reason: 'it took more than 30 seconds over an answer',
  advice: 'Try again when it has less to do, or give the address of the tracking server.',
};
const untrusted: Reason = {
  code: 'UNAUTHENTICATED',
  reason: 'its certificate is not signed by anybody this machine trusts',
  advice: trust,
};
const unreachable: Reason = { code: 'TEMPORARILY_UNAVAILABLE', advice: reach };

/** PostgreSQL's SQLSTATEs, MySQL's error names, and the codes of Node and OpenSSL. */
const reasons: Readonly<Record<string, Reason>> = {
  '28P01': refusedAccount,
  '28000': { ...forbidden, advice: `${account} The server may also not accept this machine.` },
  '3D000': noDatabase,
  '42501': forbidden,
  '57014': tooSlow,
  '53300': { code: 'TEMPORARILY_UNAVAILABLE', advice: 'It has too many connections; try later.' },
  ER_ACCESS_DENIED_ERROR: refusedAccount,
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: refusedAccount,
  ER_BAD_DB_ERROR: noDatabase,
  ER_DBACCESS_DENIED_ERROR: forbidden,
  ER_TABLEACCESS_DENIED_ERROR: forbidden,
  ER_HOST_NOT_PRIVILEGED: { ...forbidden, advice: 'It does not accept connections from here.' },
  ER_QUERY_TIMEOUT: tooSlow,
  ER_STATEMENT_TIMEOUT: tooSlow,
  PROTOCOL_SEQUENCE_TIMEOUT: tooSlow,
  HANDSHAKE_NO_SSL_SUPPORT: {
    code: 'INVALID_PARAMETER_VALUE',
    reason: 'it offers no safe connection (TLS), and the tracking URI asks for one',
    advice: 'Turn TLS on at the server, or leave the ssl parameters out.',
  },
  ECONNREFUSED: { ...unreachable, reason: 'nothing listens there' },
  ENOTFOUND: { ...unreachable, reason: 'there is no machine of that name' },
  EAI_AGAIN: { ...unreachable, reason: 'the name of its machine could not be looked up' },
  ETIMEDOUT: { ...unreachable, reason: 'it does not answer' },
  ENOENT: { code: 'INVALID_PARAMETER_VALUE', advice: 'Check the paths in the tracking URI.' },
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  HANDSHAKE_SSL_ERROR: untrusted,
  MLINVOKE_IP_ADDRESS: {
    code: 'INVALID_PARAMETER_VALUE',
    reason: 'its certificate cannot be checked for an IP address',
    advice:
      'Write the name of the host into the tracking URI, or ssl_check_hostname=false to check the signature only.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: 'UNAUTHENTICATED',
    reason: 'its certificate is that of another host',
    advice: 'Write the name that stands in the certificate into the tracking URI.',
  },
};

/** Failures that only the text of pg tells. */
const texts: readonly (readonly [RegExp, Reason])[] = [
  [/does not support SSL/i, reasons['HANDSHAKE_NO_SSL_SUPPORT'] ?? unreachable],
  [/timeout expired/i, { ...unreachable, reason: 'it does not answer' }],
  [/query read timeout/i, tooSlow],
  [/password must be a string/i, { ...refusedAccount, reason: 'it wants a password' }],
];

/** The sentence for a database server that did not answer; it never holds the password. */
export function sqlServerError(
  { code, message }: SqlFailure,
  about: { readonly address: SqlServerAddress; readonly description: string },
): MlflowError {
  const { address, description } = about;
  const known =
    texts.find(([pattern]) => pattern.test(message))?.[1] ??
    (code === undefined ? undefined : reasons[code]) ??
    unreachable;
  const said = address.password ? message.replaceAll(address.password, '…') : message;
  const reason = known.reason ?? said.split('\n', 1)[0];
  return new MlflowError(
    known.code,
    `${upperFirst(description)} cannot be read: ${reason}. ${known.advice}`,
  );
}
