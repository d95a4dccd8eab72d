import { Logger } from '@nestjs/common';
import { Databases } from '../databases';
import { benchDatabase } from '../mongodb';
import { type PartReport } from '../part';
import { circumstances, say, writeJson } from '../report';
import { targetTable } from '../targets';
import { acknowledging } from './acknowledging';
import { type Amounts, type Options, type PartName, readOptions } from './options';
import { replay } from './replay';
import { size } from './size';
import { storing } from './storing';

const PARTS: Readonly<Record<PartName, (databases: Databases, amounts: Amounts) => Promise<PartReport>>> = {
  storing,
  acknowledging,
  replay,
  size,
};

/** The way of a record into MongoDB: how fast, how safe, how dear and how large, beside what the documents describe and the bare driver. */
async function main(): Promise<void> {
  const options = readOptions();
  // A ledger without its database, which is what one of the parts needs, would warn of that.
  Logger.overrideLogger(['error', 'fatal']);
  const server = await benchDatabase();
  const databases = new Databases(server.uri);
  try {
    await run(databases, options);
  } finally {
    await databases.dropAll().finally(() => server.stop());
  }
}

async function run(databases: Databases, { amounts, only, json }: Options): Promise<void> {
  const where = circumstances();
  say(`${where.date}, Node ${where.node}, ${where.machine}. This takes some minutes.`);
  const reports: [PartName, PartReport][] = [];
  for (const name of only) {
    const report = await PARTS[name](databases, amounts);
    await databases.dropAll();
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
