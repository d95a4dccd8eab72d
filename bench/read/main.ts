import { Logger } from '@nestjs/common';
import { benchDatabase } from '../mongodb';
import { type PartReport } from '../part';
import { circumstances, say, writeJson } from '../report';
import { targetTable } from '../targets';
import { DataSets } from './data-sets';
import { history } from './history';
import { type Options, type PartName, readOptions } from './options';
import { requests } from './requests';
import { topUsers } from './top-users';
import { totals } from './totals';
import { visibility } from './visibility';

const PARTS: Readonly<Record<PartName, (dataSets: DataSets, options: Options) => Promise<PartReport>>> = {
  totals,
  'top-users': topUsers,
  history,
  requests,
  visibility,
};

/** The answers of the admin API: how long they take, and what they cost the service, beside what the documents describe. */
async function main(): Promise<void> {
  const options = readOptions();
  if (options.keep && !process.env['MONGODB_URI'])
    throw new Error('--keep needs MONGODB_URI: a MongoDB that is started for the benchmark ends with it.');
  Logger.overrideLogger(['error', 'fatal']);
  const server = await benchDatabase();
  const dataSets = new DataSets(server.uri, options.keep);
  try {
    await dataSets.check();
    await run(dataSets, options);
  } finally {
    await dataSets.close().finally(() => server.stop());
  }
}

async function run(dataSets: DataSets, options: Options): Promise<void> {
  const { only, json, ...amounts } = options;
  const where = circumstances();
  say(`${where.date}, Node ${where.node}, ${where.machine}. This takes some minutes.`);
  const reports: [PartName, PartReport][] = [];
  for (const name of only) {
    const report = await PARTS[name](dataSets, options);
    say(`\n${report.heading}\n\n${report.table}`);
    reports.push([name, report]);
  }
  const targets = reports.flatMap(([, report]) => report.targets);
  say(`\n${targetTable(targets)}`);
  const measured = Object.fromEntries(reports.map(([name, report]) => [name, report.measured]));
  writeJson(json, { ...where, ...amounts, targets, ...measured });
  say(`\nAll figures: ${json}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  // What could not be closed, since the server has gone, must not keep the process.
  process.exit(1);
});
