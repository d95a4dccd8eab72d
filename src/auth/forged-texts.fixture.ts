import {
  type Forgery,
  hmac,
  hs256,
  INVALID,
  MALFORMED,
  claims,
  right,
  secret,
  token,
} from './token-forge.fixture';

const BITS = Array.from({ length: 16 }, (_, index) => index * 2);

/** One bit of the signature's bytes is another one. */
function withFlippedBit(byte: number): string {
  const [header = '', payload = '', signature = ''] = right().split('.');
  const bytes = Buffer.from(signature, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(byte) ^ (1 << (byte % 8)), byte);
  return [header, payload, bytes.toString('base64url')].join('.');
}

/** One character of the header or the payload is another one. */
function withOtherCharacter(part: 0 | 1, index: number): string {
  const parts = right().split('.');
  const text = parts[part] ?? '';
  const other = text[index] === 'A' ? 'B' : 'A';
  return parts.with(part, text.slice(0, index) + other + text.slice(index + 1)).join('.');
}

/** Right in what they say and wrong in how. */
export const forgedTexts: readonly Forgery[] = [
  ...BITS.map((byte): Forgery => [
    `signature with a bit of byte ${byte} flipped`,
    () => withFlippedBit(byte),
    INVALID,
  ]),
  ...[0, 5, 10].map((index): Forgery => [
    `header with another character ${index}`,
    () => withOtherCharacter(0, index),
    INVALID,
  ]),
  ...[0, 20, 60].map((index): Forgery => [
    `payload with another character ${index}`,
    () => withOtherCharacter(1, index),
    INVALID,
  ]),
  ...[1, 2, 10, 42].map((count): Forgery => [
    `signature without its last ${count} characters`,
    () => right().slice(0, -count),
    INVALID,
  ]),
  ...[
    '',
    ' ',
    '\n',
    secret.toUpperCase(),
    secret.slice(0, -1),
    `${secret} `,
    secret.slice(0, 16),
    'password',
    'changeme',
    'your-256-bit-secret',
  ].map((key): Forgery => [
    `signature with the secret ${JSON.stringify(key)}`,
    () => token(hs256, claims(), key),
    INVALID,
  ]),
  ['signature empty', () => right().replace(/[^.]*$/, ''), MALFORMED],
  ['signature of one character', () => right().replace(/[^.]*$/, 'A'), INVALID],
  ['signature shortened', () => right().slice(0, -4), INVALID],
  ['signature longer', () => `${right()}AAAA`, INVALID],
  ['signature in hexadecimal', () => right().replace(/[^.]*$/, 'ab'.repeat(32)), INVALID],
  ['signature of another token', () => right().replace(/[^.]*$/, hmac('a.b')), INVALID],
  ['signature with an empty secret', () => token(hs256, claims(), ''), INVALID],
  ['signature with a guessed secret', () => token(hs256, claims(), 'secret'), INVALID],
  ['signature with the secret and a line break', () => token(hs256, claims(), `${secret}\n`), INVALID],
  ['another scheme', () => `Basic ${right()}`, MALFORMED],
  ['no scheme', () => ` ${right()}`, MALFORMED],
  ['two tokens', () => `Bearer ${right()} ${right()}`, MALFORMED],
  ['two tokens in a list', () => `Bearer ${right()}, Bearer ${right()}`, MALFORMED],
  ['four parts', () => `${right()}.AAAA`, MALFORMED],
  ['two parts', () => right().replace(/\.[^.]*$/, ''), MALFORMED],
  ['an encrypted token', () => 'a.b.c.d.e', MALFORMED],
  ['characters of another alphabet', () => right().replace('.', '+.'), MALFORMED],
  ['padding', () => `${right()}=`, MALFORMED],
  ['dots only', () => '..', MALFORMED],
  ['quotes', () => `Bearer "${right()}"`, MALFORMED],

  ['nothing after the scheme', () => 'Bearer ', MALFORMED],
  ['a tab after the scheme', () => `Bearer\t${right()}`, MALFORMED],
  ['a space within', () => `Bearer ${right().replace('.', '. ')}`, MALFORMED],
  ['a letter of latin1', () => `Bearer ${right()}\u00e9`, MALFORMED],
  ['a space that does not break', () => `Bearer\u00a0${right()}`, MALFORMED],
  ['a comma', () => `Bearer ${right()},`, MALFORMED],
  ['a semicolon', () => `Bearer ${right()};`, MALFORMED],
  ['parts divided by slashes', () => right().replaceAll('.', '/'), MALFORMED],
  ['parts percent-encoded', () => right().replaceAll('.', '%2E'), MALFORMED],
  ['letters of base64 of another kind', () => right().replace('.', '/+.'), MALFORMED],
  ...['Basic', 'Digest', 'Negotiate', 'Token', 'JWT', 'MAC', 'Bearerr', 'Bear', 'Bearer:'].map(
    (scheme): Forgery => [`the scheme ${scheme}`, () => `${scheme} ${right()}`, MALFORMED],
  ),
  ['a user and a password', () => `Basic ${Buffer.from(`admin:${right()}`).toString('base64')}`, MALFORMED],
];
