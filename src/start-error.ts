/** What to tell somebody whose service does not start: a sentence where we know one, else all there is. */
export function startError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isAddressInUse(error))
    return `Token Ledger cannot start: ${error.message}. Another program listens there; set PORT to a free one.`;
  return error.name === 'Error'
    ? (error.stack ?? error.message)
    : `Token Ledger cannot start. ${error.message}`;
}

const isAddressInUse = (error: Error) => 'code' in error && error.code === 'EADDRINUSE';
