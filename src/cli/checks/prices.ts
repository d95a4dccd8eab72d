import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { priceAge } from '../../pricing';
import { type Finding, ok, type Outside, warn } from './check';

const DAY_MS = 86_400_000;
const OLD_DAYS = 90;

/** How old what we know about prices is. That a model has none is seen in its records. */
export function lookAtPriceAge({ settings }: Outside): Finding {
  const { readOn, newestFrom } = priceAge();
  const days = Math.floor((Date.now() - Date.parse(readOn)) / DAY_MS);
  const found = `Last compared with the vendors' on ${readOn}, ${days} days ago; the newest is of ${newestFrom}. Beside them @pydantic/genai-prices ${catalogueVersion()}`;
  if (settings.priceList !== 'real')
    return warn(
      `${found}. PRICE_LIST=${settings.priceList} comes first, which is not what OpenAI charges`,
      'Remove PRICE_LIST for real costs: it counts for calls from then on.',
    );
  if (days <= OLD_DAYS) return ok(found);
  return warn(
    found,
    'npm update @pydantic/genai-prices, or a newer Token Ledger. Then compare src/pricing/price-book.ts with the prices of your models; append, never edit.',
  );
}

/** Its `exports` hide its package.json. */
function catalogueVersion(): string {
  const file = join(dirname(require.resolve('@pydantic/genai-prices')), '../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
