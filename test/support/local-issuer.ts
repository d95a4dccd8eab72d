import { sign } from 'jsonwebtoken';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A key of an identity provider, with the id under which its public half is known. */
export interface IssuerKey {
  readonly kid: string | undefined;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export function issuerKey(kid?: string): IssuerKey {
  return { kid, ...generateKeyPairSync('rsa', { modulusLength: 2_048 }) };
}

/** As the provider publishes it. */
export function jwkOf({ kid, publicKey }: IssuerKey): object {
  return { ...publicKey.export({ format: 'jwk' }), ...(kid !== undefined && { kid }), use: 'sig' };
}

/** A token of ten minutes, signed with RS256. */
export function issued(claims: object, { kid, privateKey }: IssuerKey): string {
  const exp = Math.floor(Date.now() / 1_000) + 600;
  const id = kid === undefined ? {} : { keyid: kid };
  return sign({ exp, ...claims }, privateKey, { algorithm: 'RS256', ...id });
}

/** An identity provider on a port of its own: publishes its keys, counts who asks for them, and can do it badly. */
export class LocalIssuer {
  readonly requests: string[] = [];
  /** Instead of publishing the keys. */
  instead: ((response: ServerResponse) => void) | undefined;
  private server: Server | undefined;
  private port = 0;

  constructor(public keys: readonly object[]) {}

  get uri(): string {
    return `http://127.0.0.1:${this.port}/keys?of=us`;
  }

  /** On the port that it had before, if it had one. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.requests.push(request.url ?? '');
      if (this.instead === undefined) response.end(JSON.stringify({ keys: this.keys }));
      else this.instead(response);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    ({ port: this.port } = server.address() as AddressInfo);
  }

  /** Nobody listens any more. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
