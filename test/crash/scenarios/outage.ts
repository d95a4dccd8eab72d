import { setTimeout as sleep } from 'node:timers/promises';
import { type Life } from '../life';
import { type OwnMongod } from '../own-mongod';
import { residentMb } from '../process-family';
import { type Scenario } from '../scenario';
import { type Trial } from '../trial';
import { onTrial } from './on-trial';

/**
 * A little more than it needs: with gigabytes to be had, a process grows by itself for a minute, since what it has dropped is
 * collected rarely, and that would hide what it keeps. It ends if it keeps more than this.
 */
const HEAP_MB = 128;
const WARM_UP_MS = 5_000;
/** Memory goes up and down at such a load. */
const REFERENCE_MS = 10_000;
const PATIENCE_SECONDS = 30;
const GROWTH_LIMIT_MB = 64;

export const mongodbKilled = outage(
  'R4',
  'MongoDB is killed and away for a while: no call fails, all is stored once when it is back, memory stays bounded',
  (mongod) => mongod.kill(),
  (mongod) => mongod.start(),
);

export const mongodbHangs = outage(
  'R5',
  'MongoDB hangs for a while: the same',
  (mongod) => {
    mongod.pause();
    return Promise.resolve();
  },
  (mongod) => {
    mongod.resume();
    return Promise.resolve();
  },
);

function outage(
  id: string,
  promise: string,
  leave: (mongod: OwnMongod) => Promise<void>,
  comeBack: (mongod: OwnMongod) => Promise<void>,
): Scenario {
  return {
    id,
    promise,
    run: (stage) =>
      onTrial(stage, async (trial) => {
        const { outageCallsPerSecond: perSecond, outageSeconds } = stage.profile;
        const life = trial.live({
          driving: { perSecond, inFlight: 256 },
          settings: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` },
        });
        await life.baseUrl();
        await sleep(WARM_UP_MS);
        const before = await largestMb(life, REFERENCE_MS);
        const made = trial.seen().acknowledged.length;
        await leave(stage.mongod);
        const during = await largestMb(life, outageSeconds * 1_000).finally(() => comeBack(stage.mongod));
        const reached = (trial.seen().acknowledged.length - made) / outageSeconds;
        await untilStoredAgain(trial, life);
        note(trial, reached, Math.max(during, memoryMb(life)) - before);
      }),
  };
}

async function untilStoredAgain(trial: Trial, life: Life): Promise<void> {
  const back = performance.now();
  await life.quieten();
  const patience = PATIENCE_SECONDS * trial.stage.profile.patience;
  await trial.untilStored(patience);
  const seconds = (performance.now() - back) / 1_000;
  trial.noteRecovery(seconds);
  if (seconds > patience) trial.violate(`what had waited was stored only after ${seconds.toFixed(1)} s`);
}

function note(trial: Trial, perSecond: number, growthMb: number): void {
  const figures = `${perSecond.toFixed(0)} calls/s meanwhile, memory grew by ${growthMb.toFixed(0)} MB`;
  trial.remarks.push(figures);
  if (growthMb > GROWTH_LIMIT_MB) trial.violate(`memory grew by ${growthMb.toFixed(0)} MB`);
}

const memoryMb = (life: Life) => (life.pid === undefined || life.hasEnded ? 0 : residentMb(life.pid));

async function largestMb(life: Life, forMs: number): Promise<number> {
  const end = performance.now() + forMs;
  let largest = 0;
  while (performance.now() < end) {
    largest = Math.max(largest, memoryMb(life));
    await sleep(250);
  }
  return largest;
}
