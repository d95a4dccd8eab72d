import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../../support/until';
import { type Scenario } from '../scenario';
import { onTrial } from './on-trial';

/** All commands with which something is written. */
const WRITES = ['insert', 'update', 'delete', 'findAndModify', 'bulkWrite'];
const PATIENCE_MS = 600_000;

export const lostReplies: Scenario = {
  id: 'R6',
  promise: 'Replies that are lost after MongoDB has done as it was told make nothing count twice',
  run: (stage) =>
    onTrial(stage, async (trial) => {
      const { lostReplies: wanted, instancesLosingReplies } = stage.profile;
      trial.proxy.loseReplies(WRITES, wanted, 0.5);
      const lives = await Promise.all(
        Array.from({ length: instancesLosingReplies }, async (_, number) => {
          const dataDir = join(trial.directory, `data-${number}`);
          await mkdir(dataDir);
          return trial.live({ dataDir, driving: { perSecond: 50, inFlight: 16 } });
        }),
      );
      await until(
        () => trial.proxy.repliesLost,
        (lost) => lost >= wanted,
        PATIENCE_MS,
      ).catch(() => undefined);
      trial.proxy.loseReplies([], 0);
      await Promise.all(lives.map((life) => life.quieten()));
      await trial.untilStored();
      const lost = `${trial.proxy.repliesLost} replies were lost`;
      trial.remarks.push(lost);
      if (trial.proxy.repliesLost < wanted) trial.violate(`${lost} only`);
    }),
};
