import { decode } from 'jsonwebtoken';
import { signToken } from '.';

const secret = 'a secret of more than thirty-two bytes';
const lifetimeOf = (expiresIn: string) => {
  const { iat = 0, exp = 0 } =
    decode(signToken({ sub: 'u1', roles: [] }, { secret, expiresIn }), { json: true }) ?? {};
  return exp - iat;
};

describe('a signed token', () => {
  it('carries what it was asked to, and nothing else', () => {
    const claims = { sub: 'u1', email: 'u1@example.com', roles: ['admin'] };
    const token = signToken(claims, { secret, expiresIn: '1h', issuer: 'me', audience: 'you' });
    expect(decode(token)).toEqual({
      ...claims,
      iss: 'me',
      aud: 'you',
      iat: expect.any(Number) as number,
      exp: expect.any(Number) as number,
    });
    expect(
      Object.keys(decode(signToken({ sub: 'u1', roles: [] }, { secret, expiresIn: '1h' })) ?? {}).sort(),
    ).toEqual(['exp', 'iat', 'roles', 'sub']);
  });

  it('carries the name, and each claim under the name that it is read from', () => {
    const claims = { userId: 'oid', email: 'upn', name: 'display.name', roles: 'a.b', adminRoles: ['x'] };
    const user = { sub: 'u1', email: 'u1@example.com', name: 'Una', roles: ['x'] };
    const payload = decode(signToken(user, { secret, expiresIn: '1h', claims }), { json: true });
    expect(payload).toMatchObject({
      oid: 'u1',
      upn: 'u1@example.com',
      ['display.name']: 'Una',
      ['a.b']: ['x'],
    });
    expect(payload).not.toHaveProperty('sub');
  });

  it('cannot carry two things in one claim', () => {
    const claims = { userId: 'email', email: 'email', name: 'name', roles: 'roles', adminRoles: ['admin'] };
    const options = { secret, expiresIn: '1h', claims };
    expect(() => signToken({ sub: 'u1', email: 'u1@example.com', roles: [] }, options)).toThrow(
      "are read from one claim, 'email': it cannot hold two of them",
    );
    const payload = decode(signToken({ sub: 'u1@example.com', roles: [] }, options), { json: true });
    expect(payload).toMatchObject({ email: 'u1@example.com' });
  });

  it.each([
    ['90s', 90],
    ['30m', 1_800],
    ['12h', 43_200],
    ['7d', 604_800],
  ])('lives for %s', (expiresIn, seconds) => {
    expect(lifetimeOf(expiresIn)).toBe(seconds);
  });

  it.each(['', '12', '0h', '-1h', '1.5h', '12 h', '1w', 'h', '1e3s', 'for ever'])(
    'cannot live for %j',
    (expiresIn) => {
      expect(() => lifetimeOf(expiresIn)).toThrow(
        'The time until a token expires must be such as 90s, 30m, 12h or 7d.',
      );
    },
  );

  it('is not made where it would not be accepted', () => {
    expect(() => signToken({ sub: '', roles: [] }, { secret, expiresIn: '1h' })).toThrow(
      "its claim 'sub' must be",
    );
    expect(() => lifetimeOf('4000d')).toThrow("its claim 'exp' must be");
  });
});
