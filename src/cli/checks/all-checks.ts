import { type Check } from './check';
import { lookAtClock, lookAtDatabase } from './database';
import { lookAtPriceAge } from './prices';
import {
  lookAtFailures,
  lookAtLastRecord,
  lookAtPrices,
  lookAtSpeed,
  lookAtUsage,
  lookAtUsers,
} from './records';
import { lookAtCollection, lookAtIndexes, lookAtSchemaVersion } from './schema';
import { lookAtService } from './service';
import { lookAtSums } from './sums';
import { lookAtOpenAI, lookAtSettings } from './settings';
import { lookAtGivenToken, lookAtTokenKey } from './token';

/** In the order in which somebody would look for what is wrong. The README's troubleshooting table has the same rows. */
export const CHECKS: readonly Check[] = [
  { name: 'settings', needs: 'settings', look: lookAtSettings },
  { name: 'openai', needs: 'settings', look: lookAtOpenAI },
  { name: 'database', needs: 'database', look: lookAtDatabase },
  { name: 'clock', needs: 'database', look: lookAtClock },
  { name: 'schema version', needs: 'database', look: lookAtSchemaVersion },
  { name: 'collection', needs: 'database', look: lookAtCollection },
  { name: 'indexes', needs: 'database', look: lookAtIndexes },
  { name: 'speed', needs: 'database', look: lookAtSpeed },
  { name: 'key for tokens', needs: 'settings', look: lookAtTokenKey },
  { name: 'token', needs: 'settings', look: lookAtGivenToken },
  { name: 'service', needs: 'settings', look: lookAtService },
  { name: 'last record', needs: 'database', look: lookAtLastRecord },
  { name: 'sums', needs: 'database', look: lookAtSums },
  { name: 'users', needs: 'database', look: lookAtUsers },
  { name: 'usage', needs: 'database', look: lookAtUsage },
  { name: 'prices', needs: 'database', look: lookAtPrices },
  { name: 'failures', needs: 'database', look: lookAtFailures },
  { name: 'age of prices', needs: 'settings', look: lookAtPriceAge },
];
