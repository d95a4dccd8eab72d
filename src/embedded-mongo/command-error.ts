/** A command that cannot be answered. It reaches the client as MongoDB would have said it: `{ok: 0, code, codeName, errmsg}`. */
export class CommandError extends Error {
  constructor(
    readonly code: number,
    readonly codeName: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

const NOT_IMPLEMENTED = 238;

/** What MongoDB could do and this store does not: refused, because a wrong answer is worse than none. */
export function unsupported(what: string): CommandError {
  return new CommandError(
    NOT_IMPLEMENTED,
    'NotImplemented',
    `The embedded store does not support ${what}. Set MONGODB_URI to a MongoDB server to use it.`,
  );
}

export function badValue(message: string): CommandError {
  return new CommandError(2, 'BadValue', message);
}

export function isRefusal({ code }: CommandError): boolean {
  return code === NOT_IMPLEMENTED;
}
