import { type Finding, type Inside, ok, warn } from './check';

export async function lookAtDatabase({ database, settings }: Inside): Promise<Finding> {
  const { kind, db, isServed } = database;
  const asked = performance.now();
  const { version } = (await db.command({ buildInfo: 1 })) as { readonly version: string };
  const answeredIn = `answers in ${(performance.now() - asked).toFixed(0)} ms`;
  if (kind === 'MongoDB') return ok(`MongoDB ${version}, database ${db.databaseName}, ${answeredIn}`);
  const served = isServed ? ', through the service that is running' : '';
  return ok(
    `The embedded store in ${settings.dataDir}${served}, ${answeredIn}. It is for evaluation: set MONGODB_URI for production`,
  );
}

const GREATEST_DIFFERENCE_MS = 60_000;

export async function lookAtClock({ database, settings }: Inside): Promise<Finding> {
  const { localTime } = (await database.db.command({ hello: 1 })) as { readonly localTime: Date };
  const now = new Date();
  const here = now.toLocaleString('sv-SE', { timeZone: settings.timeZone });
  const differenceMs = now.getTime() - localTime.getTime();
  const found = `It is ${here} in ${settings.timeZone}; the clock of the database differs by ${(differenceMs / 1_000).toFixed(0)} s`;
  if (Math.abs(differenceMs) <= GREATEST_DIFFERENCE_MS) return ok(found.replace('-0 s', '0 s'));
  return warn(
    found,
    'Set both clocks (NTP): days begin and end, and tokens expire, by the clock of the service.',
  );
}
