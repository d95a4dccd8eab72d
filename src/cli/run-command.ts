/** What a command has to say, and whether all is well. */
export interface Outcome {
  readonly text: string;
  readonly isWell: boolean;
}

/** Runs a command as a process: prints its outcome, or in a sentence why there is none. It ends with 1 unless all is well. */
export function runCommand(command: () => Promise<Outcome>): void {
  command().then(
    ({ text, isWell }) => {
      end(process.stdout, text, isWell ? 0 : 1);
    },
    (error: unknown) => {
      end(process.stderr, sentenceOf(error), 1);
    },
  );
}

/** A lookup of a host that nobody answers would keep the process for long. */
function end(stream: NodeJS.WriteStream, text: string, code: number): void {
  stream.write(`${text}\n`, () => process.exit(code));
}

/** What went wrong, for a person. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isMistakeOfOurs =
    error instanceof ReferenceError || (error instanceof TypeError && !('code' in error));
  return isMistakeOfOurs ? (error.stack ?? error.message) : databaseSentence(error);
}

const UNAUTHORIZED = 13;

/** A driver's message may quote a command or a host. */
function databaseSentence(error: Error): string {
  const { code } = error as { readonly code?: number | string };
  if (code === UNAUTHORIZED)
    return 'The user of MONGODB_URI may not do this: give it the role readWrite on the database.';
  if (error.name.startsWith('Mongo'))
    return `The database failed (${error.name}${code === undefined ? '' : ` ${code}`}). What was done so far is done: run this again.`;
  return error.message;
}
