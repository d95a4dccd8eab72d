import { sign } from 'jsonwebtoken';
import { protectedApp } from './protected-app.fixture';
import { claimOf, OWN_CLAIMS } from './provider-claims';

const secret = 'a secret of more than thirty-two bytes';
const token = (claims: object) => sign(claims, secret, { expiresIn: '1h' });

describe('a claim', () => {
  it.each<[string, object, string, unknown]>([
    ['by its name', { sub: 'u1' }, 'sub', 'u1'],
    ['by a name with dots', { 'https://example.com/roles': ['a'] }, 'https://example.com/roles', ['a']],
    ['by a name with a colon', { 'cognito:groups': ['a'] }, 'cognito:groups', ['a']],
    ['along the dots of a path', { realm_access: { roles: ['a'] } }, 'realm_access.roles', ['a']],
    ['by the whole name rather than by a path', { 'a.b': 1, a: { b: 2 } }, 'a.b', 1],
    ['by a path where the whole name says nothing', { 'a.b': null, a: { b: 2 } }, 'a.b', 2],
    ['with a falsy value', { a: { b: 0 } }, 'a.b', 0],
    ['not where it is null', { a: null }, 'a', undefined],
    ['not where a part of its path is null', { a: null }, 'a.b', undefined],
    ['not inside of a text', { a: 'text' }, 'a.length', undefined],
    ['not inside of a list', { a: ['x'] }, 'a.0', undefined],
    ['not where every object has something', {}, 'constructor.name', undefined],
    ['not in the prototype', {}, '__proto__', undefined],
    ['not by another case', { Roles: ['a'] }, 'roles', undefined],
    ['not by the empty parts of a name', { a: { '': 1 } }, 'a..', undefined],
  ])('is found %s', (_, claims, name, value) => {
    expect(claimOf(claims, name)).toEqual(value);
  });

  it('is not found in what is no object', () => {
    for (const claims of [undefined, null, 'text', 1, ['sub']])
      expect(claimOf(claims, 'sub')).toBeUndefined();
  });
});

describe('the user that a token names', () => {
  let app: Awaited<ReturnType<typeof protectedApp>>;

  beforeAll(async () => {
    app = await protectedApp({ verification: { kind: 'secret', secret } });
  });
  afterAll(() => app.close());

  const userOf = async (claims: object) => {
    const { status, text } = await app.ask('mine', token(claims));
    expect(status).toBe(200);
    return JSON.parse(text) as unknown;
  };

  it('may have a name', async () => {
    const claims = { sub: 'u1', email: 'zoe@example.com', name: 'Zoë 李 👩‍🔬' };
    expect(await userOf(claims)).toEqual({
      ...{ userId: 'u1', roles: [] },
      email: claims.email,
      name: claims.name,
    });
  });

  it.each([undefined, null, '', '  '])(
    'may have %j for an email and a name, which is none',
    async (nothing) => {
      expect(await userOf({ sub: 'u1', email: nothing, name: nothing })).toEqual({ userId: 'u1', roles: [] });
    },
  );

  it.each([
    [123, '123'],
    [0, '0'],
    [2 ** 53 - 1, '9007199254740991'],
    ['0123', '0123'],
  ])('may have the id %j', async (sub, userId) => {
    expect(await userOf({ sub, roles: [] })).toEqual({ userId, roles: [] });
  });

  it.each([
    [undefined, []],
    [null, []],
    [[], []],
    ['', []],
    ['admin', ['admin']],
    ['openid  profile admin', ['openid', 'profile', 'admin']],
    [
      ['user', 'a role with spaces'],
      ['user', 'a role with spaces'],
    ],
  ])('with the roles %j has %j', async (roles, read) => {
    expect(await userOf({ sub: 'u1', roles })).toEqual({ userId: 'u1', roles: read });
  });
});

describe("a provider's own administrators", () => {
  const statusWith = async (adminRoles: readonly string[], roles: unknown) => {
    const claims = { ...OWN_CLAIMS, adminRoles };
    const app = await protectedApp({ verification: { kind: 'secret', secret }, claims });
    const { status } = await app.ask('admin', token({ sub: 'u1', roles }));
    await app.close();
    return status;
  };

  it('are those with one of the roles that the settings name', async () => {
    expect(await statusWith(['Ledger Admins', 'owner'], ['user', 'Ledger Admins'])).toBe(200);
    expect(await statusWith(['Ledger Admins', 'owner'], 'user owner')).toBe(200);
  });

  it.each([['user'], ['ledger admins'], ['Ledger'], ['admin']])(
    'are not those with %j, not even when it says admin',
    async (role) => {
      expect(await statusWith(['Ledger Admins', 'owner'], [role])).toBe(403);
    },
  );

  it('are those who are called admin if that is one of the names', async () => {
    expect(await statusWith(['owner', 'admin'], ['admin'])).toBe(200);
  });

  it('are not found in another claim than the one that the settings name', async () => {
    const claims = { ...OWN_CLAIMS, roles: 'groups' };
    const app = await protectedApp({ verification: { kind: 'secret', secret }, claims });
    expect((await app.ask('admin', token({ sub: 'u1', roles: ['admin'] }))).status).toBe(403);
    expect((await app.ask('admin', token({ sub: 'u1', groups: ['admin'] }))).status).toBe(200);
    await app.close();
  });

  it('keep the names of their roles', async () => {
    const claims = { ...OWN_CLAIMS, adminRoles: ['owner'] };
    const app = await protectedApp({ verification: { kind: 'secret', secret }, claims });
    const { text } = await app.ask('mine', token({ sub: 'u1', roles: ['auditor', 'owner'] }));
    expect(JSON.parse(text)).toEqual({ userId: 'u1', roles: ['auditor', 'owner', 'admin'] });
    await app.close();
  });
});

describe('a token that does not fit the settings', () => {
  it('is refused with the name of the claim that they ask for', async () => {
    const claims = { ...OWN_CLAIMS, userId: 'oid', roles: 'https://example.com/roles' };
    const app = await protectedApp({ verification: { kind: 'secret', secret }, claims });
    const refusal = async (payload: object) => (await app.ask('mine', token(payload))).message;
    expect(await refusal({ sub: 'u1' })).toMatch(/its claim 'oid' must be the user's id/);
    expect(await refusal({ oid: 'u1', 'https://example.com/roles': { admin: 1 } })).toMatch(
      /its claim 'https:\/\/example.com\/roles' must be a list of texts, or one text/,
    );
    await app.close();
  });
});
