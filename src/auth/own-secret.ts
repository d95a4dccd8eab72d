import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The secret that this data directory signs its tokens with, for a service that was given no key. It is made by whoever asks
 * first, and is the same for all who ask at once.
 */
export async function loadOrCreateSecret(dataDir: string): Promise<string> {
  return (await loadSecret(dataDir)) ?? (await createSecret(dataDir, fileIn(dataDir)));
}

/** The same, where it has been made. */
export async function loadSecret(dataDir: string): Promise<string | undefined> {
  return readSecret(fileIn(dataDir));
}

const fileIn = (dataDir: string) => join(dataDir, 'jwt-secret');

const SECRET_BYTES = 32;

async function createSecret(dataDir: string, file: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
    // A link appears whole and never replaces: of two that start at once, one wins and both read its secret.
    await link(draft, file).catch(unless('EEXIST'));
  } finally {
    await rm(draft, { force: true });
  }
  const secret = await readSecret(file);
  if (secret === undefined) throw new Error(`${file} was deleted while it was being made.`);
  return secret;
}

async function readSecret(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(unless('ENOENT'));
  const secret = text?.trim();
  if (secret !== undefined && Buffer.from(secret, 'base64url').length < SECRET_BYTES) {
    throw new Error(
      `${file} is damaged. Delete it to have a new secret made: tokens signed with the old one then end.`,
    );
  }
  return secret;
}

function unless(code: string): (error: unknown) => undefined {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
    return undefined;
  };
}
