import { Inject, Injectable } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import { type FixedTokenName } from './access';
import { AUTH_OPTIONS, type AuthOptions } from './auth-options';
import { type AnyRequest, bearerTextOf } from './bearer-token';

/** The texts that the settings fix. Compared by their hashes, in constant time: neither their length nor their beginning shows. */
@Injectable()
export class FixedTokens {
  private readonly hashes: ReadonlyMap<string, Buffer>;

  constructor(@Inject(AUTH_OPTIONS) { fixedTokens = {} }: AuthOptions) {
    this.hashes = new Map(
      Object.entries(fixedTokens).flatMap(([name, text]) =>
        text === undefined ? [] : [[name, hashOf(text)]],
      ),
    );
  }

  /** Whether the request carries this one. */
  isIn(request: AnyRequest, name: FixedTokenName): boolean {
    const hash = this.hashes.get(name);
    const given = hash && bearerTextOf(request);
    return hash !== undefined && given !== undefined && timingSafeEqual(hashOf(given), hash);
  }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest();
