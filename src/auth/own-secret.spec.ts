import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOrCreateSecret } from '.';

describe('the secret of a data directory', () => {
  let parent: string;
  let dataDir: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'own-secret-'));
    dataDir = join(parent, 'a', 'data');
  });
  afterEach(() => rm(parent, { recursive: true }));

  it('is made once, and kept', async () => {
    const secret = await loadOrCreateSecret(dataDir);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(await loadOrCreateSecret(dataDir)).toBe(secret);
    expect(await loadOrCreateSecret(join(parent, 'b'))).not.toBe(secret);
  });

  it('is for its owner only', async () => {
    await loadOrCreateSecret(dataDir);
    expect((await stat(join(dataDir, 'jwt-secret'))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  });

  it('is the same for all who start at once, and leaves nothing else behind', async () => {
    const secrets = await Promise.all(Array.from({ length: 50 }, () => loadOrCreateSecret(dataDir)));
    expect(new Set(secrets).size).toBe(1);
    expect(await readdir(dataDir)).toEqual(['jwt-secret']);
  });

  it.each(['', '\n', 'short'])(
    'is not used when its file holds only %j, which stays as it is',
    async (text) => {
      await loadOrCreateSecret(dataDir);
      const file = join(dataDir, 'jwt-secret');
      await writeFile(file, text);
      await expect(loadOrCreateSecret(dataDir)).rejects.toThrow(`${file} is damaged. Delete it`);
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );
});
