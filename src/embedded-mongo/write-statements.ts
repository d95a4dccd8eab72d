import { CommandError, isRefusal, unsupported } from './command-error';
import { decodeReceived, type Request } from './request';
import { MAX_STATEMENTS } from './session-commands';
import { isDocument, type Document } from './values';

/** What became of a statement that failed. */
export interface WriteError {
  readonly index: number;
  readonly code: number;
  readonly errmsg: string;
}

/** The statements of a command that writes, of which there must be some. */
export function statementsOf({ name, statements }: Request): readonly Buffer[] {
  if (statements.length > 0 && statements.length <= MAX_STATEMENTS) return statements;
  throw new CommandError(
    16,
    'InvalidLength',
    `The command ${name} takes between 1 and ${MAX_STATEMENTS} statements, not ${statements.length}.`,
  );
}

/**
 * Runs one after the other. One that fails does not undo the others; an ordered command ends with it.
 * Each has to look for all that can be wrong before it writes: what it has written stays.
 */
export function runEach<Statement>(
  { body }: Request,
  statements: readonly Statement[],
  run: (statement: Statement, index: number) => void,
): readonly WriteError[] {
  const writeErrors: WriteError[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (body['ordered'] !== false) break;
    }
  }
  return writeErrors;
}

/** Resolves when what was written is as safe as the client wants it. */
export async function acknowledged({ storage, body }: Request): Promise<void> {
  const { writeConcern } = body;
  if (isDocument(writeConcern) && writeConcern['j'] === true) await storage.flushed();
}

/** One statement of an update or a delete, decoded. */
export function decodeStatement(name: string, bytes: Buffer, fields: readonly string[]): Document {
  const statement = decodeReceived(bytes);
  const unknown = Object.keys(statement).find((field) => !fields.includes(field));
  if (unknown !== undefined) throw unsupported(`'${unknown}' in a statement of the command ${name}`);
  return statement;
}

/** What is not supported refuses the whole command, before anything is written; any other mistake fails its own statement. */
export function prepared<Outcome>(
  compile: () => (namespace: string) => Outcome,
): (namespace: string) => Outcome {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof CommandError) || isRefusal(error)) throw error;
    return () => {
      throw error;
    };
  }
}
