import { parseArgs } from 'node:util';
import { loadSettings, readEnvironment, type Settings } from '../config';
import { isStillToBeMade, type OpenDatabase, withDatabase } from '../database';
import { migrate, newerSchemaText, SCHEMA_VERSION, schemaStatus, type SchemaStatus } from '../migrations';
import { USAGE_COLLECTION } from '../usage';
import { adoptAll, foreignLines } from './adoption';
import { databasePlace } from './database-place';
import { type Outcome, runCommand } from './run-command';

const USAGE = `Makes what Token Ledger needs in its database: the collection, its indexes, the schema version. It may be run at any time, as
often as one likes, and while the service runs. The service does the same by itself when it starts.

  npm run migrate                what is missing is made; nothing is ever dropped
  npm run migrate -- --status    says what is there and what is to be done, changes nothing; ends with 1 if something is to be done
  npm run migrate -- --adopt     and takes over the records of a collection openai_token_usage that another program has written
                                 (userId an ObjectId, cost a number, none of our fields): rewrites them in place, and adds them up.
                                 It may be stopped at any moment, and run again
`;

async function command(): Promise<Outcome> {
  const { values } = parseArgs({
    options: {
      status: { type: 'boolean', default: false },
      adopt: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { text: USAGE, isWell: true };
  const settings = loadSettings(readEnvironment());
  if (values.status && isStillToBeMade(settings)) return { text: nothingYet(settings), isWell: false };
  if (values.status && values.adopt) throw new Error('Give --status or --adopt, not both.');
  const work = values.status ? tellStatus : values.adopt ? makeAllAndAdopt : makeAll;
  return withDatabase(settings, (database) => work(database, settings));
}

const nothingYet = ({ dataDir }: Settings) =>
  `There is no embedded store in ${dataDir} yet. npm start makes it with all that it needs, and so does npm run migrate.`;

async function tellStatus(database: OpenDatabase, settings: Settings): Promise<Outcome> {
  const status = await schemaStatus(database.db, settings);
  const newer = newerSchemaText(status.version);
  if (newer !== undefined) return { text: `${databasePlace(database)}\n${newer}`, isWell: false };
  const missing = [...status.missing, ...status.unnoted];
  const foreign = await foreignLines(database);
  const isWell = missing.length === 0 && status.conflicts.length === 0 && foreign.length === 0;
  const lines = [
    databasePlace(database),
    `Schema version ${status.version}; this Token Ledger knows ${SCHEMA_VERSION}.`,
    ...missing.map((phrase) => `To be made: ${phrase}`),
    ...status.conflicts.map((sentence) => `In the way: ${sentence}`),
    ...extraLines(status, database, settings),
    ...(missing.length > 0 ? ['To make it: npm run migrate'] : []),
    ...foreign,
    ...(isWell ? ['Nothing is to be done.'] : []),
  ];
  return { text: lines.join('\n'), isWell };
}

async function makeAll(database: OpenDatabase, settings: Settings): Promise<Outcome> {
  const done = await migrate(database.db, settings);
  const status = await schemaStatus(database.db, settings);
  const lines = [
    databasePlace(database),
    ...done.map((phrase) => `Made: ${phrase}`),
    ...extraLines(status, database, settings),
    done.length === 0 ? 'Nothing was to be done.' : 'Done.',
  ];
  return { text: lines.join('\n'), isWell: true };
}

async function makeAllAndAdopt(database: OpenDatabase, settings: Settings): Promise<Outcome> {
  const { text } = await makeAll(database, settings);
  const { lines, isWell } = await adoptAll(database.db);
  return { text: [text, ...lines].join('\n'), isWell };
}

/** On the embedded store an index costs nothing, and cannot be dropped. */
function extraLines({ extraIndexes }: SchemaStatus, { kind }: OpenDatabase, settings: Settings) {
  if (extraIndexes.length === 0 || kind === 'embedded store') return [];
  const drops = extraIndexes.map((name) => `  db.${USAGE_COLLECTION}.dropIndex(${JSON.stringify(name)})`);
  return [
    `Not needed with INDEX_PROFILE=${settings.indexProfile}, and left alone. They make each record dearer to store; to drop them, in mongosh:`,
    ...drops,
  ];
}

runCommand(command);
