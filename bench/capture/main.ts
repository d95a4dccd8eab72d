import { parseArgs } from 'node:util';
import { benchDatabase } from '../mongodb';
import { circumstances, type Circumstances, say, writeJson } from '../report';
import { type Rounds, targetsOf } from './figures';
import { startLangfuseSink } from './langfuse-sink';
import { race, type RaceOptions } from './race';
import { SCENARIO_NAMES, SCENARIOS } from './scenarios';
import { scenarioTable, targetTable } from './tables';

/** What capture adds to a call: CPU and latency, beside no capture, Langfuse and what the documents describe. */
async function main(): Promise<void> {
  const { json, ...options } = readOptions();
  const database = await benchDatabase();
  const sink = await startLangfuseSink();
  try {
    say('Each contestant makes its calls in turn. This takes some minutes.');
    const rounds = await race({ mongodbUri: database.uri, langfuseUrl: sink.url }, options);
    tell(rounds, { ...circumstances(), ...options }, json);
  } finally {
    sink.stop();
    await database.stop();
  }
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      starts: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '5' },
      json: { type: 'string', default: 'bench/results/capture.json' },
    },
  });
  return { starts: Number(values.starts), roundsAStart: Number(values.rounds), json: values.json };
}

function tell(rounds: Rounds, where: Circumstances & RaceOptions, json: string): void {
  const targets = targetsOf(rounds);
  const count = where.starts * where.roundsAStart;
  say(`\n${where.date}, Node ${where.node}, ${where.machine}; medians of ${count} rounds`);
  for (const scenario of SCENARIO_NAMES)
    say(`\n${scenario} (${SCENARIOS[scenario].turn.calls} a turn)\n\n${scenarioTable(rounds[scenario])}`);
  say(`\n${targetTable(targets)}`);
  writeJson(json, { ...where, targets, rounds });
  say(`\nAll figures: ${json}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
