import { MlflowError } from '../../../errors.ts';

/** How the connection to a database server is made safe. */
export interface SqlServerTls {
  /** `prefer` falls back to a plain connection where the server has no TLS. */
  readonly mode: 'off' | 'prefer' | 'require';
  /** Whether the certificate has to be signed by somebody trusted, and be that of the host. */
  readonly verify: 'none' | 'authority' | 'host';
  /** Paths of PEM files. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

type Parameters_ = ReadonlyMap<string, string>;

const postgresModes: Readonly<Record<string, Pick<SqlServerTls, 'mode' | 'verify'>>> = {
  disable: { mode: 'off', verify: 'none' },
  allow: { mode: 'prefer', verify: 'none' },
  prefer: { mode: 'prefer', verify: 'none' },
  require: { mode: 'require', verify: 'none' },
  'verify-ca': { mode: 'require', verify: 'authority' },
  'verify-full': { mode: 'require', verify: 'host' },
};

/**
 * libpq's `sslmode`, `sslrootcert`, `sslcert` and `sslkey`
 * (https://www.postgresql.org/docs/current/libpq-ssl.html). Throws MlflowError for others.
 */
export function postgresTls(parameters: Parameters_): SqlServerTls {
  refuseUnknown(parameters, ['sslmode', 'sslrootcert', 'sslcert', 'sslkey']);
  const name = parameters.get('sslmode') ?? 'prefer';
  const mode = postgresModes[name];
  if (!mode) throw unknownValue('sslmode', name, Object.keys(postgresModes));
  const ca = parameters.get('sslrootcert');
  return {
    ...mode,
    // With a certificate to check against, libpq's "require" checks.
    ...(ca && name === 'require' && { verify: 'authority' }),
    ...filesOf({ ca, cert: parameters.get('sslcert'), key: parameters.get('sslkey') }),
  };
}

const mysqlModes: typeof postgresModes = {
  disabled: { mode: 'off', verify: 'none' },
  preferred: { mode: 'prefer', verify: 'none' },
  required: { mode: 'require', verify: 'none' },
  verify_ca: { mode: 'require', verify: 'authority' },
  verify_identity: { mode: 'require', verify: 'host' },
};
const mysqlNames = [
  'ssl',
  'ssl_mode',
  'ssl_ca',
  'ssl_cert',
  'ssl_key',
  'ssl_disabled',
  'ssl_check_hostname',
  'ssl_verify_cert',
  'ssl_verify_identity',
];

/**
 * The parameters of PyMySQL and mysqlclient: `ssl_ca` checks the certificate and the host's name,
 * unless told otherwise; without any there is no TLS. Throws MlflowError for others.
 */
export function mysqlTls(parameters: Parameters_): SqlServerTls {
  refuseUnknown(parameters, mysqlNames);
  const files = filesOf({
    ca: parameters.get('ssl_ca'),
    cert: parameters.get('ssl_cert'),
    key: parameters.get('ssl_key'),
  });
  const name = parameters.get('ssl_mode')?.toLowerCase();
  const mode = name === undefined ? undefined : mysqlModes[name];
  if (name !== undefined && !mode) throw unknownValue('ssl_mode', name, Object.keys(mysqlModes));
  if (mode) return { ...mode, ...files };
  const isOn = (key: string): boolean | undefined => flagOf(parameters.get(key));
  const wanted = isOn('ssl') ?? [...parameters.keys()].some((key) => key.startsWith('ssl_'));
  if (!wanted || isOn('ssl_disabled')) return { mode: 'off', verify: 'none' };
  const checksHost = isOn('ssl_verify_identity') ?? isOn('ssl_check_hostname') ?? true;
  const checks = isOn('ssl_verify_cert') ?? ('ca' in files || isOn('ssl_verify_identity'));
  const verify = checks === true ? (checksHost ? 'host' : 'authority') : 'none';
  return { mode: 'require', verify, ...files };
}

function filesOf(files: {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}): Pick<SqlServerTls, 'ca' | 'cert' | 'key'> {
  const { ca, cert, key } = files;
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function flagOf(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : /^(?:1|true|yes|on|\{.*)$/i.test(text);
}

/** A parameter that would make the connection safer must not be passed over. */
function refuseUnknown(parameters: Parameters_, known: readonly string[]): void {
  for (const name of parameters.keys()) {
    if (!name.toLowerCase().startsWith('ssl') || known.includes(name)) continue;
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `The tracking URI has the parameter "${name}", which is not known. Accepted are ${known.join(', ')}.`,
    );
  }
}

function unknownValue(name: string, value: string, accepted: readonly string[]): MlflowError {
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The tracking URI has ${name}=${value}. Accepted are ${accepted.join(', ')}.`,
  );
}
