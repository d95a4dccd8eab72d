/** What to tell somebody whose service does not start: a sentence where we know one, else all there is. */
export function startError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isAddressInUse(error))
    return `Token Ledger cannot start: ${error.message}. Another program listens there; set PORT to a free one.`;
  return isMistakeOfOurs(error)
    ? (error.stack ?? error.message)
    : `Token Ledger cannot start. ${error.message}`;
}

const isMistakeOfOurs = (error: Error): boolean =>
  error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;

const isAddressInUse = (error: Error) => 'code' in error && error.code === 'EADDRINUSE';
