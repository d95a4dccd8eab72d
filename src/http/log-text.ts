import { types } from 'node:util';

const MAX_MESSAGE_LENGTH = 500;
const MAX_CAUSES = 3;

/** What the log is told about an error: its message, shortened and without what looks like a secret, its stack, its causes. */
export function logText(error: unknown, depth = 0): string {
  // Errors of Node are of another realm in tests, and those of Fastify are made without `class`.
  if (!types.isNativeError(error) && !(error instanceof Error))
    return `something that is no Error was thrown (${typeof error})`;
  const text = `${error.name}: ${withoutSecrets(error.message).slice(0, MAX_MESSAGE_LENGTH)}${framesOf(error)}`;
  if (error.cause === undefined || depth >= MAX_CAUSES) return text;
  return `${text}\ncaused by ${logText(error.cause, depth + 1)}`;
}

/** The stack without its first lines, which repeat the message. */
function framesOf({ stack = '' }: Error): string {
  const start = stack.search(/\n {4}at /);
  return start === -1 ? '' : stack.slice(start);
}

/** Keys of OpenAI, signed tokens, and the user and password of an address. */
function withoutSecrets(text: string): string {
  return text
    .replace(/\bsk-[\w-]{6,}/g, 'sk-…')
    .replace(/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '<token>')
    .replace(/\bBearer +\S+/gi, 'Bearer …')
    .replace(/:\/\/[^\s/@]+@/g, '://…@');
}
