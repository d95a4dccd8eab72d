import { type mongo } from 'mongoose';
import { Database } from '../../src/database';
import { type TestService } from './test-service';

export type Command = Readonly<Record<string, unknown>>;

/** Every command that the service sends to its database from now on, as the driver tells it. */
export async function commandsSentBy(service: TestService): Promise<Command[]> {
  const { uri } = service.app.get(Database);
  await service.connection.close();
  await service.connection.openUri(uri, { monitorCommands: true });
  const sent: Command[] = [];
  service.connection.getClient().on('commandStarted', ({ command }: mongo.CommandStartedEvent) => {
    sent.push(command);
  });
  return sent;
}

/** What a command does, with the kind of each value that a pipeline filters or pages by in place of the value. */
export function shapeOf({ aggregate, pipeline }: Command): string {
  const stages = (pipeline as readonly Command[]).map((stage) => {
    const [name = ''] = Object.keys(stage);
    return FROM_OUTSIDE.has(name) ? { [name]: kindsOf(stage[name]) } : withoutRange(stage);
  });
  return JSON.stringify({ aggregate, stages });
}

/** The stages that hold what somebody asked for. */
const FROM_OUTSIDE: ReadonlySet<string> = new Set(['$match', '$skip', '$limit']);

/** Of a list, each kind once: how many values it has is what somebody asked for. */
function kindsOf(value: unknown): unknown {
  if (value === null) return value;
  if (Array.isArray(value)) return [...new Set(value.map((inner) => JSON.stringify(kindsOf(inner))))];
  if (value instanceof Date) return 'a date';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, kindsOf(inner)]));
}

/** Ends of a range stand in other stages, too, and the days that are in it: however many, their sums are of one kind. */
function withoutRange(value: unknown): unknown {
  if (value instanceof Date) return 'a date';
  if (typeof value === 'string') return value.replace(/^\$days\.\d\d?\./, '$days.a day.');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutRange);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === '$sum' ? ofSum(inner) : withoutRange(inner),
    ]),
  );
}

function ofSum(value: unknown): unknown {
  if (!Array.isArray(value)) return withoutRange(value);
  return [...new Set(value.map((part) => JSON.stringify(withoutRange(part))))];
}

/** All names in a command that begin as an operator does, whatever they stand in. */
export function operatorsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name.startsWith('$') ? [name] : []),
    ...operatorsIn(inner),
  ]);
}
