import { createPublicKey } from 'node:crypto';
import { z } from 'zod';

// What a setting may be. Each sentence says what is expected and never what was given: settings hold secrets.

export const text = () => z.string();

export const wholeNumber = (min: number, max: number) =>
  checked(
    (value) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max,
    `must be a whole number from ${min} to ${max}`,
  ).transform(Number);

export const flag = () =>
  checked((value) => FLAGS.has(value), 'must be true or false (or 1 or 0)').transform(
    (value) => FLAGS.get(value) === true,
  );

export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

/** An address that begins with one of `protocols`, such as `https:`. */
export const address = (protocols: readonly string[]) =>
  checked(
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
    `must be an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  );

/** What a program shows as its `Bearer` token. Short ones might be guessed, and others do not fit into a header. */
export const fixedToken = () =>
  checked(
    (value) => /^[!-~]{16,256}$/.test(value),
    'must be 16 to 256 characters of ASCII, none of them a space',
  );

/** Not read as a URL: a list of hosts, as replica sets have it, is none. The driver reads the rest and names what it dislikes. */
export const mongodbAddress = () =>
  checked(
    (value) => /^mongodb(\+srv)?:\/\/[^/]/.test(value),
    'must be an address that begins with mongodb:// or mongodb+srv://',
  );

export const timeZone = () =>
  checked(isTimeZone, 'must be a time zone such as UTC, Europe/Berlin or Asia/Kolkata');

/** PEM. In one line its line breaks are written as `\n`, as most secret stores and `.env` files want it. */
export const publicKey = () =>
  z
    .string()
    .transform((value) => value.replaceAll('\\n', '\n').trim())
    .refine(isPublicKey, {
      error: 'must be an RSA or EC public key in PEM form (-----BEGIN PUBLIC KEY----- …)',
    });

/** Names separated by commas; around them, spaces do not count. */
export const names = () =>
  z
    .string()
    .transform(listIn)
    .refine((list) => list.length > 0, { error: 'must be one or more names, separated by commas' });

/** Origins as browsers write them, separated by commas. A path or a `*` is refused: neither would ever match. */
export const origins = () =>
  z
    .string()
    .transform(listIn)
    .refine((list) => list.length > 0 && list.every(isOrigin), {
      error:
        'must be origins such as https://app.example.com or http://localhost:5173, separated by commas: each in full, without a path, a / at its end or a *',
    })
    // Lower case, and without a port that goes without saying.
    .transform((list) => list.map((origin) => new URL(origin).origin));

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

const checked = (accepts: (value: string) => boolean, expected: string) =>
  z.string().refine(accepts, { error: expected });

function listIn(value: string): string[] {
  const parts = value.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

function isOrigin(value: string): boolean {
  return /^https?:\/\/[^/?#\\@*\s]+$/i.test(value) && URL.canParse(value);
}

function isTimeZone(value: string): boolean {
  try {
    // Offsets such as +02:00 are refused: they have no daylight saving, so days would shift twice a year.
    return /^[A-Za-z]/.test(value) && new Intl.DateTimeFormat('en', { timeZone: value }).format() !== '';
  } catch {
    return false;
  }
}

function isPublicKey(pem: string): boolean {
  if (pem.includes('PRIVATE KEY')) return false;
  try {
    const { asymmetricKeyType } = createPublicKey(pem);
    return asymmetricKeyType === 'rsa' || asymmetricKeyType === 'ec';
  } catch {
    return false;
  }
}
