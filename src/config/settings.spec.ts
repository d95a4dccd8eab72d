import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { InvalidSettingsError, loadSettings, readEnvironment } from '.';
import { settingsSchema } from './settings-schema';

const JWT_SECRET = 'a secret of more than thirty-two bytes';
const problemsOf = (environment: NodeJS.ProcessEnv): readonly string[] => {
  try {
    loadSettings(environment);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidSettingsError);
    const [title, ...problems] = (error as Error).message.split('\n');
    expect(title).toBe('The settings cannot be used:');
    return problems.map((line) => line.replace(/^- /, ''));
  }
};

describe('the settings', () => {
  it('have a default where one is possible', () => {
    expect(loadSettings({})).toEqual({
      host: '127.0.0.1',
      port: 3_000,
      corsOrigins: [],
      mongodbUri: undefined,
      dataDir: './data',
      durability: 'disk',
      indexProfile: 'seed',
      jwt: {
        verification: undefined,
        issuer: undefined,
        audience: undefined,
        claims: { userId: 'sub', email: 'email', name: 'name', roles: 'roles', adminRoles: ['admin'] },
      },
      openai: { apiKey: undefined, baseUrl: undefined, includeUsage: true, drainMs: 0 },
      priceList: 'real',
      timeZone: 'UTC',
      logLevel: 'log',
      debugUsage: false,
    });
  });

  it('are taken from the environment, which may hold anything else besides', () => {
    expect(
      loadSettings({
        PATH: '/bin',
        NODE_ENV: 'production',
        HOST: '::',
        PORT: '0',
        CORS_ORIGINS: 'https://app.example.com, http://localhost:5173',
        MONGODB_URI: 'mongodb://u:p@a.example:1,b.example:2/ledger?replicaSet=x',
        DATA_DIR: '/var/lib/ledger',
        DURABILITY: 'memory',
        INDEX_PROFILE: 'lean',
        JWT_SECRET,
        JWT_ISSUER: 'https://login.example.com',
        JWT_AUDIENCE: 'ledger',
        JWT_USER_ID_CLAIM: 'oid',
        JWT_EMAIL_CLAIM: 'preferred_username',
        JWT_NAME_CLAIM: 'https://example.com/name',
        JWT_ROLES_CLAIM: 'realm_access.roles',
        JWT_ADMIN_ROLES: 'Ledger Admins, owner,',
        METRICS_TOKEN: 'read-by-prometheus',
        OPENAI_API_KEY: 'sk-1',
        OPENAI_BASE_URL: 'http://localhost:8080/v1',
        OPENAI_INCLUDE_USAGE: '0',
        PRICE_LIST: 'seed-001',
        TIME_ZONE: 'Asia/Kathmandu',
        LOG_LEVEL: 'info',
        DEBUG_USAGE: '1',
      }),
    ).toEqual({
      host: '::',
      port: 0,
      corsOrigins: ['https://app.example.com', 'http://localhost:5173'],
      mongodbUri: 'mongodb://u:p@a.example:1,b.example:2/ledger?replicaSet=x',
      dataDir: '/var/lib/ledger',
      durability: 'memory',
      indexProfile: 'lean',
      jwt: {
        verification: { kind: 'secret', secret: JWT_SECRET },
        issuer: 'https://login.example.com',
        audience: 'ledger',
        claims: {
          userId: 'oid',
          email: 'preferred_username',
          name: 'https://example.com/name',
          roles: 'realm_access.roles',
          adminRoles: ['Ledger Admins', 'owner'],
        },
      },
      metricsToken: 'read-by-prometheus',
      openai: { apiKey: 'sk-1', baseUrl: 'http://localhost:8080/v1', includeUsage: false, drainMs: 0 },
      priceList: 'seed-001',
      timeZone: 'Asia/Kathmandu',
      logLevel: 'log',
      debugUsage: true,
    });
  });

  it('are unset where they are empty', () => {
    const empty = Object.fromEntries(Object.keys(settingsSchema.shape).map((name) => [name, ' ']));
    expect(loadSettings(empty)).toEqual(loadSettings({}));
  });

  it.each([
    ['PORT', ['-1', '65536', '80a', '1e3', '3000.5', '0x50'], 'must be a whole number from 0 to 65535.'],
    [
      'CORS_ORIGINS',
      [
        '*',
        'https://*.example.com',
        'null',
        'app.example.com',
        'https://app.example.com/',
        'https://app.example.com/path',
        'https://app.example.com?a',
        'https://user@app.example.com',
        'https://app.example.com:99999',
        'https://',
        'ftp://app.example.com',
        'https://a.example https://b.example',
        'https://a.example,b.example',
        ',',
      ],
      'must be origins such as https://app.example.com or http://localhost:5173, separated by commas: each in full, without a path, a / at its end or a *.',
    ],
    [
      'METRICS_TOKEN',
      ['short', 'x'.repeat(15), 'x'.repeat(257), 'a text with spaces in it', 'żółw żółw żółw żółw'],
      'must be 16 to 256 characters of ASCII, none of them a space.',
    ],
    ['JWT_ADMIN_ROLES', [',', ' , '], 'must be one or more names, separated by commas.'],
    [
      'MONGODB_URI',
      ['localhost', 'http://x', 'mongodb://', 'MONGODB_URI=mongodb://x'],
      'must be an address that begins with mongodb:// or mongodb+srv://.',
    ],
    [
      'JWKS_URI',
      ['login.example.com', 'file:///etc/passwd', 'https://'],
      'must be an address that begins with https:// or http://.',
    ],
    [
      'OPENAI_BASE_URL',
      ['api', 'ftp://x', 'javascript:1'],
      'must be an address that begins with https:// or http://.',
    ],
    ['OPENAI_INCLUDE_USAGE', ['yes', 'TRUE', '2', 'toString'], 'must be true or false (or 1 or 0).'],
    ['DEBUG_USAGE', ['on', 'constructor'], 'must be true or false (or 1 or 0).'],
    [
      'TIME_ZONE',
      ['Mars/Olympus', '+02:00', 'UTC+1'],
      'must be a time zone such as UTC, Europe/Berlin or Asia/Kolkata.',
    ],
    ['LOG_LEVEL', ['loud', 'INFO'], 'must be one of error, warn, log, info, debug, verbose.'],
    ['PRICE_LIST', ['cheap'], 'must be one of real, seed-000, seed-001, seed-002, seed-003, seed-004.'],
    ['INDEX_PROFILE', ['none'], 'must be one of seed, lean.'],
    [
      'JWT_PUBLIC_KEY',
      ['canary', '-----BEGIN PUBLIC KEY-----\ncanary\n-----END PUBLIC KEY-----', privatePem()],
      'must be an RSA or EC public key in PEM form (-----BEGIN PUBLIC KEY----- …).',
    ],
  ])('say what %s must be', (name, values, expected) => {
    for (const value of values) {
      expect(problemsOf({ JWT_SECRET: name.startsWith('JW') ? '' : JWT_SECRET, [name]: value })).toEqual([
        `${name} ${expected}`,
      ]);
    }
  });

  it('name origins as browsers write them', () => {
    const given =
      'HTTPS://App.Example.com:443,http://localhost:80, https://bücher.example:8443,http://[::1]:3000';
    expect(loadSettings({ CORS_ORIGINS: given }).corsOrigins).toEqual([
      'https://app.example.com',
      'http://localhost',
      'https://xn--bcher-kva.example:8443',
      'http://[::1]:3000',
    ]);
  });

  it('are reported all at once, by name and never by value', () => {
    const values = {
      PORT: 'canary1',
      TIME_ZONE: 'canary2',
      JWT_PUBLIC_KEY: 'canary3',
      JWT_SECRET: 'canary4',
      MONGODB_URI: 'canary5',
      LOG_LEVEL: 'canary6',
    };
    const problems = problemsOf(values);
    expect(problems).toHaveLength(6);
    expect(problems.join()).not.toContain('canary');
    for (const name of Object.keys(values)) expect(problems.join()).toContain(name);
  });

  describe('for a log line about each record', () => {
    it.each([
      [{}, false],
      [{ DEBUG_USAGE: 'true' }, true],
      [{ DEBUG_USAGE_TRACKING: 'true' }, true],
      [{ DEBUG_USAGE_TRACKING: '0' }, false],
      [{ DEBUG_USAGE: '1', DEBUG_USAGE_TRACKING: 'true' }, true],
      [{ DEBUG_USAGE: '', DEBUG_USAGE_TRACKING: 'true' }, true],
    ])('go by two names: %j', (environment, expected) => {
      expect(loadSettings(environment).debugUsage).toBe(expected);
    });

    it.each([
      ['false', 'true'],
      ['true', 'false'],
    ])('may not say %s and %s', (one, other) => {
      expect(problemsOf({ DEBUG_USAGE: one, DEBUG_USAGE_TRACKING: other })).toEqual([
        'DEBUG_USAGE and DEBUG_USAGE_TRACKING are one setting under two names, and differ: keep one.',
      ]);
    });

    it.each([
      ['error', 'log'],
      ['warn', 'log'],
      ['info', 'log'],
      ['verbose', 'verbose'],
    ])('have it seen at LOG_LEVEL=%s, which is then %s', (given, level) => {
      expect(loadSettings({ LOG_LEVEL: given, DEBUG_USAGE: 'true' }).logLevel).toBe(level);
      expect(loadSettings({ LOG_LEVEL: given, DEBUG_USAGE: 'false' }).logLevel).toBe(
        given === 'info' ? 'log' : given,
      );
    });
  });

  describe('for tokens', () => {
    it.each([
      [{ JWT_SECRET, JWKS_URI: 'https://x.example/keys' }, 'JWT_SECRET and JWKS_URI'],
      [{ JWT_SECRET, JWT_PUBLIC_KEY: publicPem() }, 'JWT_SECRET and JWT_PUBLIC_KEY'],
      [
        { JWT_SECRET, JWT_PUBLIC_KEY: publicPem(), JWKS_URI: 'https://x.example/keys' },
        'JWT_SECRET and JWT_PUBLIC_KEY and JWKS_URI',
      ],
    ])('cannot be two at once', (environment, names) => {
      expect(problemsOf(environment)).toEqual([
        `${names} are set, but only one can decide who is let in: keep one.`,
      ]);
    });

    it.each([
      [{ NODE_ENV: 'production' }, 'NODE_ENV is production'],
      [{ MONGODB_URI: 'mongodb://localhost' }, 'MONGODB_URI is set'],
    ])('may only be missing for an evaluation, not with %j', (environment, reason) => {
      expect(problemsOf(environment)).toEqual([
        `Set one of JWT_SECRET, JWT_PUBLIC_KEY, JWKS_URI: a secret is only made up for an evaluation, and ${reason}.`,
      ]);
      expect(problemsOf({ ...environment, JWKS_URI: 'https://x.example/keys' })).toEqual([]);
    });

    it('may be a public key in one line', () => {
      const { verification } = loadSettings({ JWT_PUBLIC_KEY: publicPem().replaceAll('\n', '\\n') }).jwt;
      expect(verification).toEqual({ kind: 'publicKey', publicKey: publicPem().trim() });
    });

    it('may be the address of keys', () => {
      const uri = 'https://login.example.com/keys';
      expect(loadSettings({ JWKS_URI: uri }).jwt.verification).toEqual({ kind: 'jwks', uri });
    });
  });
});

describe('.env.example', () => {
  const lines = readFileSync(join(__dirname, '../../.env.example'), 'utf8').split('\n');
  const settings = lines.filter((line) => /^#?[A-Z_]+=/.test(line)).map((line) => line.replace(/^#/, ''));

  it('names every setting, once, and no other', () => {
    const names = settings.map((line) => line.split('=')[0]);
    expect([...names].sort()).toEqual(Object.keys(settingsSchema.shape).sort());
  });

  it('shows the defaults, and sets nothing', () => {
    expect(loadSettings(parseEnv(settings.join('\n')))).toEqual(loadSettings({}));
    expect(parseEnv(lines.join('\n'))).toEqual({});
    const shown = Object.entries(parseEnv(settings.join('\n'))).filter(([, value]) => value !== '');
    const withDefault = Object.entries(settingsSchema.shape).filter(([, { type }]) => type === 'default');
    expect(shown.map(([name]) => name).sort()).toEqual(withDefault.map(([name]) => name).sort());
  });

  it('says something about each of them', () => {
    const paragraphs = lines
      .join('\n')
      .split(/\n{2,}/)
      .filter((text) => /^#[A-Z_]+=/m.test(text));
    for (const paragraph of paragraphs) expect(paragraph).toMatch(/^# \S/);
  });
});

describe('the environment', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'environment-'));
    process.env['SET_OUTSIDE'] = 'outside';
    process.env['EMPTY_OUTSIDE'] = '';
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
    delete process.env['SET_OUTSIDE'];
    delete process.env['EMPTY_OUTSIDE'];
  });

  it('is completed by a file, which does not win', () => {
    writeFileSync(join(directory, '.env'), 'SET_OUTSIDE=inside\nEMPTY_OUTSIDE=inside\nIN_FILE="a b" # why\n');
    const { SET_OUTSIDE, EMPTY_OUTSIDE, IN_FILE } = readEnvironment(directory);
    expect([SET_OUTSIDE, EMPTY_OUTSIDE, IN_FILE]).toEqual(['outside', 'inside', 'a b']);
    expect(process.env['IN_FILE']).toBeUndefined();
  });

  it('does without a file', () => {
    expect(readEnvironment(directory)['SET_OUTSIDE']).toBe('outside');
  });
});

function privatePem(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

function publicPem(): string {
  return `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9
q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==
-----END PUBLIC KEY-----
`;
}
