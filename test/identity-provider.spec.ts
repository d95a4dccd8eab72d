import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issued, issuerKey, jwkOf, LocalIssuer } from './support/local-issuer';
import { Program } from './support/service-process';
import { type Body, SECRET, TestService } from './support/test-service';

const [key, nextKey, strangeKey] = [issuerKey('2026-01'), issuerKey('2026-02'), issuerKey('2026-01')];

/** What each of them puts into its tokens, and the settings that read it. */
interface Provider {
  readonly settings: Readonly<Record<string, string>>;
  readonly claims: object;
  readonly admin: object;
  /** As the record of a call names the user of `claims`. */
  readonly user: { readonly userId: string; readonly userEmail: string | null; readonly userName?: string };
}

const providers: Readonly<Record<string, Provider>> = {
  Keycloak: {
    settings: { JWT_ROLES_CLAIM: 'realm_access.roles', JWT_ADMIN_ROLES: 'ledger-admin' },
    claims: {
      sub: '3c1f…',
      email: 'zoe@example.com',
      name: 'Zoë Example',
      realm_access: { roles: ['default-roles-example', 'admin'] },
    },
    admin: { sub: '4d20…', realm_access: { roles: ['offline_access', 'ledger-admin'] } },
    user: { userId: '3c1f…', userEmail: 'zoe@example.com', userName: 'Zoë Example' },
  },
  Auth0: {
    settings: {
      JWT_EMAIL_CLAIM: 'https://example.com/email',
      JWT_ROLES_CLAIM: 'https://example.com/roles',
    },
    claims: { sub: 'auth0|65a1', 'https://example.com/email': 'zoe@example.com', scope: 'openid admin' },
    admin: { sub: 'auth0|65a2', 'https://example.com/roles': ['admin'] },
    user: { userId: 'auth0|65a1', userEmail: 'zoe@example.com' },
  },
  'Entra ID': {
    settings: {
      JWT_USER_ID_CLAIM: 'oid',
      JWT_EMAIL_CLAIM: 'preferred_username',
      JWT_ADMIN_ROLES: 'Ledger.Admin',
    },
    claims: { oid: '0000-01', sub: 'pairwise', preferred_username: 'zoe@example.com', name: 'Example, Zoë' },
    admin: { oid: '0000-02', sub: 'pairwise', roles: ['Ledger.Admin'] },
    user: { userId: '0000-01', userEmail: 'zoe@example.com', userName: 'Example, Zoë' },
  },
  Cognito: {
    settings: {
      JWT_NAME_CLAIM: 'username',
      JWT_ROLES_CLAIM: 'cognito:groups',
      JWT_ADMIN_ROLES: 'Finance, Ledger Admins',
    },
    claims: { sub: 'aaaa-bbbb', username: 'zoe', 'cognito:groups': ['Ledger'] },
    admin: { sub: 'cccc-dddd', 'cognito:groups': ['Ledger Admins'] },
    user: { userId: 'aaaa-bbbb', userEmail: null, userName: 'zoe' },
  },
  'a server that counts its users and gives scopes': {
    settings: { JWT_USER_ID_CLAIM: 'user.id', JWT_ROLES_CLAIM: 'scope', JWT_ADMIN_ROLES: 'usage:admin' },
    claims: { user: { id: 123 }, email: 'zoe@example.com', scope: 'usage:read openid' },
    admin: { user: { id: 124 }, scope: 'openid usage:admin' },
    user: { userId: '123', userEmail: 'zoe@example.com' },
  },
  'a server with one role for each user': {
    settings: { JWT_USER_ID_CLAIM: 'userId', JWT_NAME_CLAIM: 'username', JWT_ROLES_CLAIM: 'role' },
    claims: { userId: '65a1f', username: 'zoe', role: 'user' },
    admin: { userId: '65a20', role: 'admin' },
    user: { userId: '65a1f', userEmail: null, userName: 'zoe' },
  },
};

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function ask(service: TestService, path: string, token: string): Promise<Response> {
  return service.fetch(path, undefined, { headers: bearer(token) });
}

function generate(service: TestService, token: string): Promise<Response> {
  return service.generate(
    undefined,
    {},
    { headers: { ...bearer(token), 'content-type': 'application/json' } },
  );
}

async function started(issuer: LocalIssuer, settings: Readonly<Record<string, string>> = {}) {
  return TestService.start({ JWT_SECRET: '', JWKS_URI: issuer.uri, ...settings });
}

describe.each(Object.entries(providers))('with the tokens of %s', (_, { settings, claims, admin, user }) => {
  let issuer: LocalIssuer;
  let service: TestService;

  beforeAll(async () => {
    issuer = new LocalIssuer([jwkOf(key)]);
    await issuer.start();
    service = await started(issuer, settings);
  });
  afterAll(async () => {
    await service.stop();
    await issuer.stop();
  });

  it('a call is recorded as its user, as far as the token tells', async () => {
    expect((await generate(service, issued(claims, key))).status).toBe(200);
    const [record] = await service.untilRecorded(1);
    expect(record).toMatchObject(user);
    expect(record?.userName).toBe(user.userName);
  });

  it('its administrators are shown that user, and nobody else is', async () => {
    const { userId, userEmail, userName } = user;
    const shown = { userEmail: userEmail ?? '', userName: userName ?? '' };
    const top = await ask(service, '/admin/openai/top-users', issued(admin, key));
    expect(((await top.json()) as Body).data).toMatchObject([{ _id: userId, ...shown, totalRequests: 1 }]);
    const path = `/admin/openai/user/${encodeURIComponent(userId)}/history`;
    const history = await ask(service, path, issued(admin, key));
    expect(((await history.json()) as Body).data).toMatchObject({ total: 1, data: [{ userId, ...shown }] });
    expect((await ask(service, path, issued(claims, key))).status).toBe(403);
    expect((await ask(service, path, issued(admin, strangeKey))).status).toBe(401);
  });
});

describe('an identity provider', () => {
  let issuer: LocalIssuer;
  let service: TestService;
  let millisecondsLater = 0;
  const realNow = performance.now.bind(performance);
  const user = (signedWith: typeof key) => issued({ sub: 'zoe' }, signedWith);

  beforeEach(async () => {
    millisecondsLater = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => realNow() + millisecondsLater);
    issuer = new LocalIssuer([jwkOf(key)]);
    await issuer.start();
    service = await started(issuer);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await service.stop();
    await issuer.stop();
  });

  it('that changes its key is followed without a restart: first the new one too, then the new one only', async () => {
    expect((await generate(service, user(key))).status).toBe(200);
    issuer.keys = [jwkOf(key), jwkOf(nextKey)];
    millisecondsLater = 31_000;
    expect((await generate(service, user(nextKey))).status).toBe(200);
    expect((await generate(service, user(key))).status).toBe(200);
    issuer.keys = [jwkOf(nextKey)];
    millisecondsLater = 11 * 60_000;
    expect((await generate(service, user(key))).status).toBe(401);
    expect((await generate(service, user(nextKey))).status).toBe(200);
    expect(issuer.requests).toHaveLength(3);
    await service.untilRecorded(4);
  });

  it('that is away when the service starts is no reason not to: tokens are checked as soon as it is there', async () => {
    await issuer.stop();
    expect((await service.fetch('/health')).status).toBe(200);
    const response = await generate(service, user(key));
    expect(response.status).toBe(503);
    const { error, requestId } = (await response.json()) as Body;
    expect(error.code).toBe('identity_provider_unavailable');
    expect(requestId).toBe(response.headers.get('x-request-id'));
    expect(service.openai.requests).toEqual([]);
    await issuer.start();
    millisecondsLater = 3_100;
    expect((await generate(service, user(key))).status).toBe(200);
  });

  it('that goes away later is not missed for an hour, except by those with a new key', async () => {
    await generate(service, user(key));
    await issuer.stop();
    millisecondsLater = 55 * 60_000;
    expect((await generate(service, user(key))).status).toBe(200);
    expect((await generate(service, user(nextKey))).status).toBe(503);
    expect((await ask(service, '/admin/openai/dashboard', 'not.a.token')).status).toBe(401);
  });
});

describe('the command that prints tokens', () => {
  const settings = {
    JWT_SECRET: SECRET,
    JWT_USER_ID_CLAIM: 'oid',
    JWT_EMAIL_CLAIM: 'preferred_username',
    JWT_NAME_CLAIM: 'https://example.com/name',
    JWT_ROLES_CLAIM: 'realm_access.roles',
    JWT_ADMIN_ROLES: 'ledger-admin',
  };
  let directory: string;
  let service: TestService;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-claims-'));
    service = await TestService.start(settings);
  });
  afterAll(async () => {
    await service.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function tokenFor(...args: readonly string[]): Promise<string> {
    const program = new Program('src/cli/token.ts', directory, settings, args);
    expect([await program.exit(), program.stderr]).toEqual([{ code: 0, signal: null }, '']);
    return program.stdout.trim();
  }

  it('writes what the same settings read', async () => {
    const user = ['--sub', 'zoe', '--email', 'zoe@example.com', '--name', 'Zoë Example'];
    expect((await generate(service, await tokenFor(...user))).status).toBe(200);
    expect(await service.untilRecorded(1)).toMatchObject([
      { userId: 'zoe', userEmail: 'zoe@example.com', userName: 'Zoë Example' },
    ]);
    const statusWith = async (role: string) =>
      (await ask(service, '/admin/openai/dashboard', await tokenFor('--sub', 'root', '--roles', role)))
        .status;
    expect([await statusWith('ledger-admin'), await statusWith('admin')]).toEqual([200, 403]);
  }, 30_000);
});
