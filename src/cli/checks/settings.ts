import { type Settings } from '../../config';
import { type Finding, ok, type Outside, warn } from './check';

const SHORTEST_SAFE_SECRET_BYTES = 32;

/** That they can be read has been found out by then. */
export function lookAtSettings({ settings }: Outside): Finding {
  const { indexProfile, priceList, timeZone, jwt } = settings;
  const { verification } = jwt;
  const found = `Tokens are checked with ${keyName(verification)}. INDEX_PROFILE=${indexProfile}, PRICE_LIST=${priceList}, TIME_ZONE=${timeZone}`;
  if (verification?.kind === 'secret' && Buffer.byteLength(verification.secret) < SHORTEST_SAFE_SECRET_BYTES)
    return warn(
      `${found}. JWT_SECRET is short and might be guessed`,
      `Set JWT_SECRET to at least ${SHORTEST_SAFE_SECRET_BYTES} random bytes: openssl rand -base64 48`,
    );
  return ok(found);
}

function keyName(verification: Settings['jwt']['verification']): string {
  switch (verification?.kind) {
    case 'secret':
      return 'JWT_SECRET';
    case 'publicKey':
      return 'JWT_PUBLIC_KEY';
    case 'jwks':
      return 'the keys of JWKS_URI';
    case undefined:
      return 'a secret of its own in DATA_DIR';
  }
}

export function lookAtOpenAI({ settings }: Outside): Finding {
  const { apiKey, baseUrl, includeUsage } = settings.openai;
  const place = baseUrl === undefined ? 'OpenAI itself' : `${placeOf(baseUrl)} (OPENAI_BASE_URL)`;
  if (apiKey === undefined)
    return warn(
      `Calls go to ${place}, but OPENAI_API_KEY is not set: they are refused with 503`,
      'Set OPENAI_API_KEY, in the environment or in .env, and restart the service.',
    );
  if (!includeUsage)
    return warn(
      `Calls go to ${place}. OPENAI_INCLUDE_USAGE=false: the usage of streams is not asked for, and estimated`,
      'Remove OPENAI_INCLUDE_USAGE, unless the server refuses stream_options.',
    );
  return ok(`Calls go to ${place}, OPENAI_API_KEY is set`);
}

/** An address may hold a password, and a key in its query. */
function placeOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}
