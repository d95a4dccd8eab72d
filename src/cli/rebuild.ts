import { parseArgs } from 'node:util';
import { intervalOf } from '../calendar';
import { loadSettings, readEnvironment, type Settings } from '../config';
import { isStillToBeMade, type OpenDatabase, withDatabase } from '../database';
import { rebuild } from '../ledger';
import { migrate } from '../migrations';
import { databasePlace } from './database-place';
import { rebuiltLines, tellProgress } from './rebuilt-lines';
import { type Outcome, runCommand } from './run-command';

const USAGE = `Makes all sums (rollups) what the records say, while the service runs and records keep coming. Records that are in no sum yet,
since they are older than the sums or came past the service, are taken in. It may be stopped at any moment, and run again.

  npm run rebuild
  npm run rebuild -- --startDate 2024-01-01 --endDate 2024-03-31    only the months of these days
`;

async function command(): Promise<Outcome> {
  const { values } = parseArgs({
    options: {
      startDate: { type: 'string' },
      endDate: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { text: USAGE, isWell: true };
  const settings = loadSettings(readEnvironment());
  const range = intervalOf(values, settings.timeZone);
  if (isStillToBeMade(settings))
    return { text: `There is no embedded store in ${settings.dataDir} yet.`, isWell: true };
  return withDatabase(settings, (database) => rebuildAll(database, settings, range));
}

async function rebuildAll(
  database: OpenDatabase,
  settings: Settings,
  range: { readonly from?: Date; readonly before?: Date },
): Promise<Outcome> {
  await migrate(database.db, settings);
  const rebuilt = await rebuild(database.db, range, tellProgress());
  return { text: [databasePlace(database), ...rebuiltLines(rebuilt)].join('\n'), isWell: true };
}

runCommand(command);
