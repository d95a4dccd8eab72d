import { parseArgs } from 'node:util';
import { loadOrCreateSecret, signToken } from '../auth';
import { loadSettings, readEnvironment } from '../config';

const USAGE = `Prints a bearer token that this service accepts.

  npm run token -- --sub alice --email alice@example.com [--name "Alice"] [--roles admin] [--expires 12h]

  --sub      the user's id
  --email    the user's email
  --name     the user's name
  --roles    names of roles, separated by commas; 'admin', or what JWT_ADMIN_ROLES says, opens the admin API
  --expires  how long the token is valid, 30m, 12h or 7d; 12h without it
`;

async function token(): Promise<string> {
  const { values } = parseArgs({
    options: {
      sub: { type: 'string' },
      email: { type: 'string' },
      name: { type: 'string' },
      roles: { type: 'string', multiple: true, default: [] },
      expires: { type: 'string', default: '12h' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return USAGE;
  if (values.sub === undefined) throw new Error(`--sub is missing.\n\n${USAGE}`);
  const roles = values.roles.flatMap((names) => names.split(',')).filter((name) => name !== '');
  return signToken(
    { sub: values.sub, email: values.email, name: values.name, roles },
    { ...(await signing()), expiresIn: values.expires },
  );
}

async function signing() {
  const { jwt, dataDir } = loadSettings(readEnvironment());
  const { verification, ...expected } = jwt;
  if (verification !== undefined && verification.kind !== 'secret') {
    throw new Error(
      'This service checks tokens with a public key, so that only its identity provider can make them.',
    );
  }
  return { secret: verification?.secret ?? (await loadOrCreateSecret(dataDir)), ...expected };
}

token().then(
  (text) => process.stdout.write(`${text}\n`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
