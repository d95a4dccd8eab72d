export interface ThreadOptions {
  readonly dataDir: string;
}

/** What the server's thread tells the one that started it. Any answer to `started` stops it. */
export type FromThread =
  { readonly kind: 'started'; readonly socketPath: string } | { readonly kind: 'in-use' };
