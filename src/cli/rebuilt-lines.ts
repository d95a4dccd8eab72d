import { type Rebuilt } from '../ledger';

/** What a rebuild has done, for a person. */
export function rebuiltLines({ checked, stamped, mended, firstMended, left }: Rebuilt): readonly string[] {
  const { records, rollups, userMonths, userSets } = checked;
  return [
    `${records} records read; ${rollups} sums, ${userMonths} months of users and ${userSets} sets of users compared with them.`,
    ...(stamped > 0 ? [`${stamped} records were in no sum, and are now.`] : []),
    ...(firstMended === undefined
      ? ['All of it was right.']
      : [`${mended} were not what the records say, and are now. The first: ${firstMended.where}.`]),
    ...(left.length > 0 ? [LEFT] : []),
    ...left.map(({ _id, expected, found }) => `  ${String(_id)}: expected ${expected}, found ${found}`),
  ];
}

const LEFT =
  'These records are not as this service writes them, and are in no sum. Correct or remove them (npm run migrate -- --adopt takes over what it can), then run this again:';

const PAUSE_MS = 10_000;

/** Says how far it is, so that nobody thinks that it hangs. */
export function tellProgress(): (rebuilt: Rebuilt, at: Date) => void {
  let told = performance.now();
  return ({ checked }, at) => {
    if (performance.now() - told < PAUSE_MS) return;
    told = performance.now();
    process.stderr.write(`${checked.records} records, up to ${at.toISOString().slice(0, 16)}\n`);
  };
}
