import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until';
import { whole } from '../random';
import { type Scenario } from '../scenario';
import { type Trial } from '../trial';
import { onTrial } from './on-trial';

const CALLS_LEFT = 200;
const CALLS_AFTER = 32;
/** No record takes less on disk. */
const SMALLEST_RECORD = 300;

export const damagedSpool: Scenario = {
  id: 'R10',
  promise:
    'Spool files that are torn or damaged between two lives cost what was hit, and make no number wrong',
  run: (stage) =>
    onTrial(stage, async (trial) => {
      for (let life = 0; life < stage.profile.damagedLives; life++) await liveDamageLive(trial);
      trial.remarks.push(`at most ${trial.mayLose} records were hit`);
    }),
};

async function liveDamageLive(trial: Trial): Promise<void> {
  await trial.proxy.cut();
  const left = trial.live({ driving: { calls: CALLS_LEFT } });
  await left.untilCallsAreMade(60_000);
  await trial.kill(left);
  const hit = damage(join(trial.directory, 'data/spool'), trial.random);
  trial.mayLose += hit.records;
  await trial.proxy.mend();
  const next = trial.live({ driving: { calls: CALLS_AFTER } });
  await next.untilCallsAreMade(60_000);
  // What earlier lives left comes first: when these have been stored, it has been dealt with.
  const { damaged } = await until(
    () => next.health(),
    ({ waiting }) => waiting === 0,
    60_000,
  );
  if (hit.isReported && damaged === 0) trial.violate('damage was not reported');
  await next.end('SIGTERM');
}

interface Hit {
  /** No more than these. */
  readonly records: number;
  /** Damage, as against an end that was merely not written any more. */
  readonly isReported: boolean;
}

/** Tears the end off the last file, or changes some of its bits. */
function damage(directory: string, random: () => number): Hit {
  const name = readdirSync(directory)
    .filter((file) => file.endsWith('.log'))
    .sort()
    .at(-1);
  if (name === undefined) return { records: 0, isReported: false };
  const path = join(directory, name);
  const bytes = readFileSync(path);
  if (random() < 0.5) {
    const torn = whole(random, 1, 2_000);
    writeFileSync(path, bytes.subarray(0, -torn));
    return { records: Math.ceil(torn / SMALLEST_RECORD) + 1, isReported: false };
  }
  const flips = whole(random, 1, 8);
  for (let flip = 0; flip < flips; flip++) {
    const at = whole(random, 0, bytes.length - 1);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << whole(random, 0, 7)), at);
  }
  writeFileSync(path, bytes);
  return { records: flips, isReported: true };
}
