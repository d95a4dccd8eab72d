import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/until';
import { type Life } from '../life';
import { type Scenario, skipped, type Told } from '../scenario';
import { type Trial } from '../trial';
import { onTrial } from './on-trial';

const SIZE = '2m';
const PER_SECOND = 1_000;
const CALLS_AFTER_IT = 200;

export const fullDisk: Scenario = {
  id: 'R9',
  promise: 'On a full disk calls go on, what cannot be kept is counted, and it recovers by itself',
  run: async (stage) => {
    let told: Told | undefined;
    const reason = await withSmallDisk(stage.directory, async (dataDir) => {
      told = await onTrial(stage, (trial) => fillAndRecover(trial, dataDir));
    });
    return told ?? skipped(`no small file system can be mounted here (${reason ?? ''})`);
  },
};

async function fillAndRecover(trial: Trial, dataDir: string): Promise<void> {
  const { outageSeconds, patience } = trial.stage.profile;
  // As long as MongoDB is away, the disk fills.
  await trial.proxy.cut();
  const life = trial.live({ dataDir, driving: { perSecond: PER_SECOND, inFlight: 128 } });
  const full = await until(
    () => life.health(),
    ({ onDisk }) => !onDisk,
    60_000 * patience,
  );
  await sleep(outageSeconds * 1_000);
  await trial.proxy.mend();
  await life.quieten();
  await untilIdle(life);
  const { dropped, onDisk } = await life.health();
  if (!onDisk) trial.violate('what is stored has made room, and yet nothing is written to the disk');
  trial.mayLose = dropped;
  const lost = (await trial.findings()).lost.length;
  if (lost !== dropped) trial.violate(`${lost} calls are lost, and ${dropped} are said to be`);
  trial.remarks.push(`${full.waiting} records waited when the disk was full, ${dropped} could not be kept`);
  await life.end('SIGTERM');
  const next = trial.live({ dataDir, driving: { calls: CALLS_AFTER_IT } });
  await next.untilCallsAreMade(60_000);
  await untilIdle(next);
}

async function untilIdle(life: Life): Promise<void> {
  await until(
    () => life.health(),
    ({ waiting, onDisk }) => waiting === 0 && onDisk,
    60_000,
  ).catch(() => undefined);
}

/** Gives back why there is none. */
async function withSmallDisk(
  directory: string,
  story: (dataDir: string) => Promise<void>,
): Promise<string | undefined> {
  const mountPoint = join(directory, 'small-disk');
  try {
    execFileSync('mkdir', ['-p', mountPoint]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', mountPoint], { stdio: 'pipe' });
  } catch (error) {
    return String(error).split('\n')[0];
  }
  try {
    await story(mountPoint);
  } finally {
    execFileSync('umount', ['-l', mountPoint]);
  }
  return undefined;
}
