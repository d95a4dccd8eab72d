import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program, ServiceProcess } from './support/service-process';
import { until } from './support/until';

/** On the embedded store in every case: it is what these stories are about. */
describe('the service as a process, with no settings but a port', () => {
  let directory: string;
  let service: ServiceProcess;
  const environment = () => ({ DATA_DIR: join(directory, 'data') });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'token-ledger-process-'));
    service = await ServiceProcess.start(directory, environment());
  }, 30_000);
  afterAll(async () => {
    await service.end('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });

  async function tokenFor(...args: readonly string[]): Promise<string> {
    const program = new Program('src/cli/token.ts', directory, environment(), args);
    expect([await program.exit(), program.stderr]).toEqual([{ code: 0, signal: null }, '']);
    return program.stdout;
  }

  const ask = (token: string, path = '/admin/openai/dashboard') =>
    fetch(service.baseUrl + path, { headers: { authorization: `Bearer ${token.trim()}` } });

  it('says where it answers, where it keeps its records, how to get a token and what is missing', async () => {
    const output = await until(
      () => service.stdout,
      (text) => text.includes('OPENAI_API_KEY'),
    );
    expect(output).toContain(`answers on ${service.baseUrl}`);
    expect(output).toContain(`${service.baseUrl}/docs`);
    expect(output).toContain(`embedded store in ${environment().DATA_DIR}`);
    expect(output).toContain('for evaluation');
    expect(output).toContain('npm run token --');
    expect(service.stderr).toBe('');
  });

  it('keeps its store and a secret of its own where only its owner can read them', async () => {
    const mode = async (name: string) =>
      ((await stat(join(directory, 'data', name))).mode & 0o777).toString(8);
    expect(await mode('jwt-secret')).toBe('600');
    expect(await mode('mongo')).toBe('700');
  });

  it('accepts the token that the command prints, which prints nothing else', async () => {
    const printed = await tokenFor('--sub', 'root', '--email', 'root@example.com', '--roles', 'admin');
    expect(printed).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect((await ask(printed)).status).toBe(200);
  });

  it('accepts a token without roles for what is for users only', async () => {
    const printed = await tokenFor('--sub', 'alice', '--email', 'alice@example.com');
    expect((await ask(printed)).status).toBe(403);
  });

  it.each([
    [['--email', 'alice@example.com'], '--sub'],
    [['--sub', 'alice', '--expires', 'tomorrow'], '12h'],
    [['--sub', 'alice', '--rolls', 'admin'], '--rolls'],
  ])('prints no token for %j, but says why', async (args, named) => {
    const program = new Program('src/cli/token.ts', directory, environment(), args);
    expect(await program.exit()).toEqual({ code: 1, signal: null });
    expect(program.stdout).toBe('');
    expect(program.stderr).toContain(named);
    expect(program.stderr).not.toMatch(/\n {4}at /);
  });

  it('owns its DATA_DIR: a second process is refused with a sentence', async () => {
    const second = new Program('src/main.ts', directory, { PORT: '0', ...environment() });
    expect(await second.exit()).toEqual({ code: 1, signal: null });
    expect(second.stderr).toContain(`Another process owns DATA_DIR (${environment().DATA_DIR}).`);
    expect((await fetch(`${service.baseUrl}/health/ready`)).status).toBe(200);
  });

  it('does not start on a port that is taken, and says so', async () => {
    const port = new URL(service.baseUrl).port;
    const data = join(directory, 'other-data');
    const second = new Program('src/main.ts', directory, { PORT: port, DATA_DIR: data });
    expect(await second.exit()).toEqual({ code: 1, signal: null });
    expect(second.stderr).toMatch(/cannot start: .*PORT/);
  });

  it('does not start with wrong settings, names all of them, and shows no value', async () => {
    const wrong = {
      PORT: 'port-canary',
      TIME_ZONE: 'zone-canary',
      MONGODB_URI: 'postgres://canary:canary@db',
      OPENAI_BASE_URL: 'url-canary',
      JWT_SECRET: 'secret-canary',
      JWKS_URI: 'https://canary.example',
    };
    const program = new Program('src/main.ts', directory, wrong);
    expect(await program.exit()).toEqual({ code: 1, signal: null });
    for (const name of Object.keys(wrong)) expect(program.stderr).toContain(name);
    expect(program.stderr + program.stdout).not.toContain('canary');
    expect(program.stderr).not.toMatch(/\n {4}at /);
  });

  it('does not start in production without a key for tokens', async () => {
    const program = new Program('src/main.ts', directory, { ...environment(), NODE_ENV: 'production' });
    expect(await program.exit()).toEqual({ code: 1, signal: null });
    expect(program.stderr).toContain('JWT_SECRET');
  });

  it('makes its secret once: after a restart, the tokens are still good', async () => {
    const token = await tokenFor('--sub', 'root', '--roles', 'admin');
    const secret = await readFile(join(directory, 'data', 'jwt-secret'), 'utf8');
    await service.end('SIGTERM');
    service = await ServiceProcess.start(directory, environment());
    expect(await readFile(join(directory, 'data', 'jwt-secret'), 'utf8')).toBe(secret);
    expect((await ask(token)).status).toBe(200);
    expect(service.stdout + service.stderr).not.toContain(secret.trim());
  }, 30_000);
});
