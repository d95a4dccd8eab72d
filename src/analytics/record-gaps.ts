import { type Interval } from '../calendar';
import { activeRecords } from './active-records';

/** How many records lack something, and what they have in common. */
export interface RecordGaps {
  readonly records: number;
  readonly withoutUser: number;
  /** Neither counted by the provider nor estimated. */
  readonly withoutUsage: number;
  readonly withoutPrice: number;
  readonly failed: number;
  /** What each group has most of, most first, with the reason where there is one. */
  readonly operationsWithoutUser: readonly Counted[];
  readonly modelsWithoutPrice: readonly Counted[];
  readonly failures: readonly Counted[];
}

export interface Counted {
  readonly name: string;
  readonly reason?: string;
  readonly records: number;
}

interface Row {
  readonly _id: {
    readonly hasUser: boolean;
    readonly operation: string;
    readonly modelName: string;
    readonly usageSource: string;
    readonly costStatus: string;
    readonly unpricedReason?: string;
    readonly outcome: string;
    readonly failure?: string;
    readonly httpStatus?: number;
  };
  readonly records: number;
}

/** Over the newest `most` records of an interval, so that it takes the same time however many there are. */
export function recordGapsPipeline(interval: Interval, most: number) {
  return [
    { $match: activeRecords(interval) },
    { $sort: { timestamp: -1 } },
    { $limit: most },
    {
      $group: {
        _id: {
          hasUser: { $ne: [{ $ifNull: ['$userId', null] }, null] },
          operation: '$operation',
          modelName: '$modelName',
          usageSource: '$usageSource',
          costStatus: '$costStatus',
          unpricedReason: '$unpricedReason',
          outcome: '$outcome',
          failure: '$failure',
          httpStatus: '$httpStatus',
        },
        records: { $sum: 1 },
      },
    },
  ];
}

export function recordGapsOf(answered: readonly unknown[]): RecordGaps {
  const rows = answered as readonly Row[];
  const nobodys = rows.filter(({ _id }) => !_id.hasUser);
  const unpriced = rows.filter(({ _id }) => _id.costStatus === 'unpriced');
  const failed = rows.filter(({ _id }) => _id.outcome === 'failed');
  return {
    records: sum(rows),
    withoutUser: sum(nobodys),
    withoutUsage: sum(rows.filter(({ _id }) => _id.usageSource === 'missing')),
    withoutPrice: sum(unpriced),
    failed: sum(failed),
    operationsWithoutUser: mostFrequent(nobodys, ({ _id }) => ({ name: _id.operation })),
    modelsWithoutPrice: mostFrequent(unpriced, ({ _id }) => named(_id.modelName, _id.unpricedReason)),
    failures: mostFrequent(failed, ({ _id }) => named(_id.failure ?? 'unknown', _id.httpStatus?.toString())),
  };
}

const sum = (rows: readonly Row[]) => rows.reduce((total, { records }) => total + records, 0);

const NAMES = 5;

type Name = Omit<Counted, 'records'>;

const named = (name: string, reason: string | undefined): Name => ({ name, ...(reason && { reason }) });

function mostFrequent(rows: readonly Row[], nameOf: (row: Row) => Name): readonly Counted[] {
  const counts = new Map<string, Counted>();
  for (const row of rows) {
    const key = JSON.stringify(nameOf(row));
    counts.set(key, { ...nameOf(row), records: (counts.get(key)?.records ?? 0) + row.records });
  }
  return Array.from(counts)
    .sort(([keyA, a], [keyB, b]) => b.records - a.records || (keyA < keyB ? -1 : 1))
    .slice(0, NAMES)
    .map(([, counted]) => counted);
}
