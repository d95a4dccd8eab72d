import { type Settings } from '../../config';
import { fail, type Finding, ok, type Outside, skip, warn } from './check';

const PATIENCE_MS = 5_000;

/** What `GET /health` answers, as far as it is looked at. */
interface Health {
  readonly status: string;
  readonly database: { readonly kind: string; readonly reachable: boolean };
  readonly records: { readonly waiting: number; readonly dropped: number };
}

export async function lookAtService({ settings }: Outside): Promise<Finding> {
  if (settings.port === 0) return skip('PORT=0 takes any free port, so that nobody knows where to look');
  const address = addressOf(settings);
  const response = await ask(`${address}/health`);
  if (response === undefined)
    return warn(
      `Nothing answers on ${address}`,
      'Start it: npm start. If it runs elsewhere, set HOST and PORT as it has them.',
    );
  const health = await healthIn(response);
  if (health === undefined)
    return fail(
      `Something answers on ${address}, but it is not Token Ledger`,
      'Set PORT to a free one, for the service and here.',
    );
  return findingOf(health, address, settings);
}

function findingOf({ status, database, records }: Health, address: string, settings: Settings): Finding {
  const kind = settings.mongodbUri === undefined ? 'embedded store' : 'MongoDB';
  if (database.kind !== kind)
    return warn(
      `The service on ${address} uses its ${database.kind}, but these settings mean the ${kind}`,
      'Run this with the settings of the service.',
    );
  if (status === 'ok') return ok(`It answers on ${address}, and is well`);
  const parts = [
    ...(database.reachable ? [] : ['its database cannot be reached']),
    ...(records.waiting > 0 ? [`${records.waiting} records wait for the database`] : []),
    ...(records.dropped > 0 ? [`${records.dropped} records were lost since its start`] : []),
  ];
  return fail(
    `It answers on ${address}, but is ${status}: ${parts.join(', ')}`,
    records.dropped > 0
      ? 'Its log says why records were lost ("Usage records are lost"). The count begins anew when it is restarted.'
      : 'See the database above. Calls are served, and records wait in memory until it is back.',
  );
}

const ANY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Who listens on all addresses is found on the own machine. */
function addressOf({ host, port }: Settings): string {
  const name = ANY_ADDRESS[host] ?? host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

async function ask(url: string): Promise<Response | undefined> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'manual' });
  } catch {
    return undefined;
  }
}

async function healthIn(response: Response): Promise<Health | undefined> {
  const body = (await response.json().catch(() => undefined)) as Partial<Health> | null | undefined;
  const isOurs =
    typeof body?.status === 'string' && body.database !== undefined && body.records !== undefined;
  return isOurs ? (body as Health) : undefined;
}
