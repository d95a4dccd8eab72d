import { signToken } from '../../src/auth';
import { median, takeTurns } from '../measure';
import { type PartReport } from '../part';
import { table } from '../report';
import { sideBySide } from '../side-by-side';
import { atMost, short } from '../targets';
import { BUSIEST_USER } from '../traffic';
import { RunningService, type ServiceName, SERVICES } from './contestants';
import { usageOfMany } from './data-set';
import { type DataSets } from './data-sets';
import { type Options } from './options';

const JWT_SECRET = 'a secret that only the benchmark knows, long enough';
// What a request costs the service does not grow with the records: with few of them, MongoDB leaves it more of the machine.
const MOST_RECORDS = 5_000;
const IN_FLIGHT = 8;
const WARM_UP = 300;
const REQUESTS = 100;

const PATHS = {
  dashboard: '/admin/openai/dashboard?startDate=2025-11-05&endDate=2025-11-25',
  'top users': '/admin/openai/top-users?startDate=2025-11-01&endDate=2025-11-30',
  history: `/admin/openai/user/${BUSIEST_USER}/history?page=1&limit=50`,
} as const;
type PathName = keyof typeof PATHS;

type Rounds = readonly Readonly<Record<ServiceName, number>>[];

/** What a request of an administrator costs the process that answers it, from the socket to the socket. */
export async function requests(dataSets: DataSets, { size, rounds }: Options): Promise<PartReport> {
  const { uri: mongodbUri } = await dataSets.open(usageOfMany(Math.min(size, MOST_RECORDS)));
  const start = (name: ServiceName) => RunningService.start(name, { mongodbUri, jwtSecret: JWT_SECRET });
  const measured = await sideBySide(SERVICES, start, async (services) => {
    const ofPaths: [PathName, Rounds][] = [];
    for (const path of Object.keys(PATHS) as PathName[]) {
      await takeTurns(SERVICES, 1, (name) => cpuMicrosPerRequest(services[name], path, WARM_UP));
      const turns = await takeTurns(SERVICES, rounds, (name) =>
        cpuMicrosPerRequest(services[name], path, REQUESTS),
      );
      ofPaths.push([path, turns]);
    }
    return ofPaths;
  });
  return {
    heading: `CPU of the service for a request of an administrator, ${IN_FLIGHT} in flight; medians of ${rounds} rounds, µs`,
    table: requestsTable(measured),
    targets: measured.map(([path, turns]) =>
      atMost(1 / 3, `P12 CPU of a request, ${path}: ours / naive`, oursBesideNaive(turns)),
    ),
    measured: Object.fromEntries(measured),
  };
}

async function cpuMicrosPerRequest(service: RunningService, path: PathName, count: number): Promise<number> {
  const authorization = `Bearer ${signToken({ sub: 'root', roles: ['admin'] }, { secret: JWT_SECRET, expiresIn: '1h' })}`;
  let begun = 0;
  const oneAfterTheOther = async () => {
    while (begun < count) {
      begun += 1;
      const response = await fetch(service.url + PATHS[path], { headers: { authorization } });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}: ${text}`);
    }
  };
  const before = await service.cpuMicros();
  await Promise.all(Array.from({ length: IN_FLIGHT }, oneAfterTheOther));
  return ((await service.cpuMicros()) - before) / count;
}

function requestsTable(measured: readonly [PathName, Rounds][]): string {
  const rows = measured.map(([path, turns]) => [
    path,
    ...SERVICES.map((name) => short(median(turns.map((turn) => turn[name])))),
    short(oursBesideNaive(turns)),
  ]);
  return table(['', ...SERVICES, 'ours / naive'], rows);
}

const oursBesideNaive = (turns: Rounds) => median(turns.map((turn) => turn['token-ledger'] / turn.naive));
