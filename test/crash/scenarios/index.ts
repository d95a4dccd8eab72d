import { type Scenario } from '../scenario';
import { damagedSpool } from './damaged-spool';
import { flakyNetwork } from './flaky-network';
import { fullDisk } from './full-disk';
import { killedAtSteps } from './killed-at-steps';
import { lostReplies } from './lost-replies';
import { mongodbHangs, mongodbKilled } from './outage';
import { randomKills } from './random-kills';
import { severalInstances } from './several-instances';
import { toldToEnd } from './told-to-end';

/** One after the other; those in a group at once, since they wait a good part of their time, and promise nothing about it. */
export const SCENARIOS: readonly (readonly Scenario[])[] = [
  [randomKills],
  [killedAtSteps],
  [mongodbKilled],
  [mongodbHangs],
  [lostReplies, flakyNetwork, damagedSpool],
  [fullDisk],
  [toldToEnd],
  [severalInstances],
];
