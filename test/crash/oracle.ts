import { type UsageRecord } from '../../src/usage';
import { type Answered, type Seen } from './logs';

/** What is wrong with what is stored, by the keys of the calls or in sentences. All empty is well. */
export interface Findings {
  /** Acknowledged, and not stored. */
  readonly lost: readonly string[];
  /** Stored more than once. */
  readonly doubled: readonly string[];
  /** Stored, though never answered. */
  readonly invented: readonly string[];
  /** Stored with other numbers than those that the fake has written down. */
  readonly different: readonly string[];
  /** Calls that failed, though tracking must not fail any. */
  readonly failedCalls: readonly string[];
  /** Rollups that are not the sum of their records. */
  readonly wrongRollups: readonly string[];
}

/** Holds what is stored against the fake OpenAI's own log and against what the callers have seen. */
export function findingsOf(
  seen: Seen,
  answered: readonly Answered[],
  records: readonly UsageRecord[],
  wrongRollups: readonly string[] = [],
): Findings {
  const stored = countsOf(records.flatMap((record) => keyOf(record) ?? []));
  const said = new Map(answered.map((answer) => [answer.key, answer]));
  const acknowledged = new Set(seen.acknowledged);
  // A service that ends waits for no job's call. Its record says so, and the answer may come in the last moment all the same.
  const givenUp = new Set(records.filter(isGivenUp).map(({ requestId }) => requestId));
  return {
    lost: seen.acknowledged.filter((key) => !stored.has(key) && !givenUp.has(said.get(key)?.call)),
    doubled: [...stored].filter(([, times]) => times > 1).map(([key]) => key),
    invented: [...stored.keys()].filter((key) => !said.has(key)),
    different: records.flatMap((record) => {
      const answer = said.get(keyOf(record) ?? '');
      if (answer?.isWhole !== true) return [];
      // Cut off by the end of the service: what it used is estimated or missing, and says so.
      const wasCut = !isReported(record) && !acknowledged.has(answer.key);
      return !wasCut && isDifferent(record, answer) ? [answer.key] : [];
    }),
    failedCalls: seen.failures,
    wrongRollups,
  };
}

/** What has been found, a sentence each, with a few examples. */
export function sentencesOf(findings: Findings): readonly string[] {
  return Object.entries(findings)
    .filter(([, found]: [string, readonly string[]]) => found.length > 0)
    .map(([name, found]: [string, readonly string[]]) => {
      const examples = found.slice(0, EXAMPLES).map((example) => example.slice(0, LONGEST_EXAMPLE));
      return `${found.length} ${name}: ${examples.join('; ')}`;
    });
}

const EXAMPLES = 3;
const LONGEST_EXAMPLE = 400;

/** Nothing for an attempt that was given up before it was answered: neither side has a name for it. */
function keyOf({ responseId, httpStatus, requestId }: UsageRecord): string | undefined {
  if (responseId !== undefined) return responseId;
  return httpStatus === 400 ? `refused:${requestId ?? ''}` : undefined;
}

function isDifferent(record: UsageRecord, answer: Answered): boolean {
  return (
    !isReported(record) ||
    record.promptTokens !== answer.promptTokens ||
    record.cachedTokens !== answer.cachedTokens ||
    record.completionTokens !== answer.completionTokens ||
    record.reasoningTokens !== answer.reasoningTokens ||
    record.totalTokens !== answer.promptTokens + answer.completionTokens ||
    !sumsUp(record)
  );
}

const isGivenUp = ({ responseId, failure }: UsageRecord) => responseId === undefined && failure === 'cut';

const isReported = ({ usageSource }: UsageRecord) => usageSource === 'reported' || usageSource === 'none';

function sumsUp({ costNanoUsd, costParts = {} }: UsageRecord): boolean {
  return (
    costNanoUsd === null || Object.values(costParts).reduce((sum, part) => sum + part, 0n) === costNanoUsd
  );
}

function countsOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
