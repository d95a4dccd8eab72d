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
        const before = await watch(trial, life, REFERENCE_MS);
        await leave(stage.mongod);
        const during = await watch(trial, life, outageSeconds * 1_000).finally(() => comeBack(stage.mongod));
        await untilStoredAgain(trial, life);
        if (life.hasEnded) trial.violate(`the service has ended by itself: ${life.stderr.slice(-500)}`);
        noteRate(trial, before.perSecond, during.perSecond);
        noteGrowth(trial, Math.max(during.memoryMb, memoryMb(life)) - before.memoryMb);
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

/** Callers wait for nothing that an outage takes from the service. */
function noteRate(trial: Trial, before: number, during: number): void {
  trial.remarks.push(`${during.toFixed(0)} calls/s meanwhile, ${before.toFixed(0)} before`);
  if (during < before / 2)
    trial.violate(`callers made ${during.toFixed(0)} calls a second instead of ${before.toFixed(0)}`);
}

function noteGrowth(trial: Trial, growthMb: number): void {
  const growth = `memory grew by ${growthMb.toFixed(0)} MB`;
  trial.remarks.push(growth);
  if (growthMb > GROWTH_LIMIT_MB) trial.violate(growth);
}

const memoryMb = (life: Life) => (life.pid === undefined || life.hasEnded ? 0 : residentMb(life.pid));

/** The most memory that it took, and how many calls it made. */
async function watch(trial: Trial, life: Life, forMs: number) {
  const made = () => trial.seen().acknowledged.length;
  const [start, madeBefore] = [performance.now(), made()];
  let largestMb = 0;
  while (performance.now() < start + forMs) {
    largestMb = Math.max(largestMb, memoryMb(life));
    await sleep(250);
  }
  const seconds = (performance.now() - start) / 1_000;
  return { memoryMb: largestMb, perSecond: (made() - madeBefore) / seconds };
}
