import { Logger, ServiceUnavailableException } from '@nestjs/common';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { JwksClient } from 'jwks-rsa';

const FRESH_MS = 10 * 60_000;
/** How long known keys stay in force while the provider cannot be reached. */
const USABLE_MS = 60 * 60_000;
/** How soon the provider is asked again: invented key ids must not turn into requests to it. */
const COOL_DOWN_MS = 30_000;
const COOL_DOWN_AFTER_FAILURE_MS = 3_000;
const TIMEOUT_MS = 5_000;
const LARGEST_ANSWER_BYTES = 1024 * 1024;

/**
 * The public keys of an identity provider, by id. They are fetched as a whole from one fixed address, whatever a token says.
 * (The cache and rate limit of jwks-rsa work per key id: ten invented ids a minute would lock out everybody.)
 */
export class KeySet {
  private readonly logger = new Logger(KeySet.name);
  private readonly client: JwksClient;
  private keys: readonly { readonly id: string | undefined; readonly key: KeyObject }[] = [];
  private fetchedAt = -Infinity;
  private askAgainAt = -Infinity;
  private failing = false;
  private fetching: Promise<void> | undefined;

  constructor(uri: string) {
    this.client = new JwksClient({ jwksUri: uri, fetcher: fetchKeys, cache: false });
  }

  /** @throws ServiceUnavailableException when the key is not known and the provider cannot be asked. */
  async keyOf(id: string | undefined): Promise<KeyObject | undefined> {
    const now = performance.now();
    const fresh = now < this.fetchedAt + FRESH_MS && this.find(id) !== undefined;
    if (!fresh && now >= this.askAgainAt) {
      const fetching = this.fetchOnce();
      // A provider that failed just now may keep us waiting: not those whose key is known.
      if (!this.failing || this.usable(id) === undefined) await fetching;
    }
    const key = this.usable(id);
    if (key === undefined && this.failing) {
      throw new ServiceUnavailableException(
        'The identity provider cannot be reached, so that tokens cannot be checked. Try again later.',
        { errorCode: 'identity_provider_unavailable' },
      );
    }
    return key;
  }

  private usable(id: string | undefined): KeyObject | undefined {
    return performance.now() < this.fetchedAt + USABLE_MS ? this.find(id) : undefined;
  }

  /** A token may leave out the key's id where there is only one key. */
  private find(id: string | undefined): KeyObject | undefined {
    if (id === undefined) return this.keys.length === 1 ? this.keys[0]?.key : undefined;
    return this.keys.find((entry) => entry.id === id)?.key;
  }

  private fetchOnce(): Promise<void> {
    this.fetching ??= this.fetch().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  private async fetch(): Promise<void> {
    try {
      const fetched = await this.client.getSigningKeys();
      // The types promise an id; the keys of some providers have none.
      this.keys = fetched.map((entry: { kid?: string; getPublicKey(): string }) => ({
        id: entry.kid,
        key: createPublicKey(entry.getPublicKey()),
      }));
      this.fetchedAt = performance.now();
      this.failing = false;
    } catch (error) {
      this.failing = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`The keys of the identity provider cannot be fetched: ${reason}`);
    }
    this.askAgainAt = performance.now() + (this.failing ? COOL_DOWN_AFTER_FAILURE_MS : COOL_DOWN_MS);
  }
}

/** With our own time limit for the whole answer (that of jwks-rsa ends with the headers), and no redirects. */
async function fetchKeys(uri: string): Promise<{ keys: unknown }> {
  const response = await fetch(uri, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`it answered with status ${response.status}.`);
  return JSON.parse(await textOf(response)) as { keys: unknown };
}

/** An address by mistake may lead to a film. */
async function textOf({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > LARGEST_ANSWER_BYTES) throw new Error('its answer is too long for a list of keys.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
