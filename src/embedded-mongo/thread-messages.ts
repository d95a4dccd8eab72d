export interface ThreadOptions {
  readonly dataDir: string;
}

/** What the server's thread tells the one that started it. Any answer to `started` stops it. */
export interface FromThread {
  /** `in-use`: another process owns the store, and answers on the socket. */
  readonly kind: 'started' | 'in-use';
  readonly socketPath: string;
}
