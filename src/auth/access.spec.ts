import { signToken } from '.';
import { protectedApp } from './protected-app.fixture';

const secret = 'a secret of more than thirty-two bytes';
const tokenOf = (roles: readonly string[] = [], more: { email?: string } = {}) =>
  signToken({ sub: 'u1', roles, ...more }, { secret, expiresIn: '1h' });

describe('a protected application', () => {
  let app: Awaited<ReturnType<typeof protectedApp>>;

  beforeAll(async () => {
    app = await protectedApp({ verification: { kind: 'secret', secret } });
  });
  afterAll(() => app.close());

  it('knows the user by the token', async () => {
    const { status, text } = await app.ask('mine', tokenOf(['admin'], { email: 'u1@example.com' }));
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ userId: 'u1', email: 'u1@example.com', roles: ['admin'] });
  });

  it('knows only what the token says', async () => {
    expect(JSON.parse((await app.ask('mine', tokenOf())).text)).toEqual({ userId: 'u1', roles: [] });
  });

  it.each(['bearer', 'BEARER', 'Bearer  '])('reads the scheme %j', async (scheme) => {
    expect((await app.ask('mine', `${scheme} ${tokenOf()}`)).status).toBe(200);
  });

  it.each(['mine', 'admin', 'office'])('asks for a token at /%s', async (path) => {
    const { status, message, headers } = await app.ask(path);
    expect(status).toBe(401);
    expect(message).toBe("This needs a token: send it in the header 'Authorization: Bearer <token>'.");
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each(['HEAD', 'POST'])('asks for a token with %s too', async (method) => {
    expect((await app.ask('mine', undefined, method)).status).toBe(401);
  });

  it('names the role that is missing', async () => {
    const { status, message } = await app.ask('admin', tokenOf(['user', 'Admin', 'administrator']));
    expect([status, message]).toEqual([403, "This needs the role 'admin'."]);
  });

  it('names all roles of which one is needed, and takes any of them', async () => {
    const { status, message } = await app.ask('books', tokenOf());
    expect([status, message]).toEqual([403, "This needs one of the roles 'admin', 'auditor'."]);
    expect((await app.ask('books', tokenOf(['auditor']))).status).toBe(200);
  });

  it('lets the right role in', async () => {
    expect((await app.ask('admin', tokenOf(['admin']))).text).toBe('for admins');
  });

  it('closes a whole controller, but for what it opens itself', async () => {
    expect((await app.ask('office', tokenOf())).status).toBe(403);
    expect((await app.ask('office', tokenOf(['admin']))).status).toBe(200);
    expect((await app.ask('office/door')).text).toBe('for all');
  });

  it('does not look at a token where none is needed', async () => {
    expect((await app.ask('open')).text).toBe('for all');
    expect((await app.ask('open', 'not.a.token')).text).toBe('for all');
  });

  it('tells an unknown route apart from a closed one', async () => {
    expect((await app.ask('nowhere')).status).toBe(404);
  });

  it('fails loudly where a public route asks for the user', async () => {
    expect((await app.ask('mistaken', tokenOf())).status).toBe(500);
  });

  it('keeps two users apart who ask at the same time', async () => {
    const users = Array.from({ length: 200 }, (_, index) => `user-${index}`);
    const answers = await Promise.all(
      users.map((sub) => app.ask('mine', signToken({ sub, roles: [] }, { secret, expiresIn: '1m' }))),
    );
    expect(answers.map(({ text }) => (JSON.parse(text) as { userId: string }).userId)).toEqual(users);
  });
});

describe('two applications in one process', () => {
  it('keep their keys apart', async () => {
    const first = await protectedApp({ verification: { kind: 'secret', secret } });
    const second = await protectedApp({ verification: { kind: 'secret', secret: `another ${secret}` } });
    expect((await first.ask('mine', tokenOf())).status).toBe(200);
    expect((await second.ask('mine', tokenOf())).status).toBe(401);
    await Promise.all([first.close(), second.close()]);
  });
});

describe('a short secret', () => {
  it('works, with one warning that does not show it', async () => {
    const app = await protectedApp({ verification: { kind: 'secret', secret: 'canary-short' } });
    const token = signToken({ sub: 'u1', roles: [] }, { secret: 'canary-short', expiresIn: '1h' });
    expect((await app.ask('mine', token)).status).toBe(200);
    expect(app.log.filter((line) => line.includes('secret for tokens is short'))).toHaveLength(1);
    expect(app.log.join('\n')).not.toContain('canary');
    await app.close();
  });
});
