import { mongo } from 'mongoose';
import { USAGE_COLLECTION, type UsageIndex, usageIndexes } from '../usage';
import { createCollection } from './create-collection';
import { indexPlan, type IndexPlan, keyText, type ListedIndex, optionsOf } from './index-plan';
import { type Findings, type Migration, type MigrationOptions, SchemaConflictError } from './migration';

/** Migration 1: the collection of the usage records, and the indexes of the chosen profile. */
export const usageCollection: Migration = {
  version: 1,
  name: 'usage collection and indexes',
  look: async (db, options) => findingsOf(await inspect(db, options)),
  apply: async (db, options) => {
    const { isThere, plan } = await inspect(db, options);
    if (!isThere) await createCollection(db, USAGE_COLLECTION);
    const { made, refused } = await createIndexes(db, plan.missing);
    const conflicts = [...plan.conflicting.map(conflictText), ...refused];
    if (conflicts.length > 0) throw new SchemaConflictError(conflicts.join('\n'));
    return missingTexts(isThere, made);
  },
};

interface State {
  readonly isThere: boolean;
  readonly plan: IndexPlan;
}

async function inspect(db: mongo.Db, { indexProfile }: MigrationOptions): Promise<State> {
  const listed = await listedIndexes(db);
  return {
    isThere: listed !== undefined,
    plan: indexPlan(listed ?? [], usageIndexes(indexProfile), usageIndexes('seed')),
  };
}

function findingsOf({ isThere, plan }: State): Findings {
  return {
    missing: missingTexts(isThere, plan.missing),
    conflicts: plan.conflicting.map(conflictText),
    extraIndexes: plan.extra,
  };
}

function missingTexts(isThere: boolean, indexes: readonly UsageIndex[]): readonly string[] {
  const texts = indexes.map(({ name, key }) => `the index ${name} on ${keyText(key)}`);
  return isThere ? texts : [`the collection ${USAGE_COLLECTION}`, ...texts];
}

function conflictText({ wanted, listed }: IndexPlan['conflicting'][number]): string {
  const options = optionsOf(listed);
  const others = options.length > 0 ? ` and the options ${options.join(', ')}` : '';
  return `The index ${wanted.name} of ${USAGE_COLLECTION} is there with the key ${keyText(listed.key)}${others}, but must have the key ${keyText(wanted.key)} and no options. Drop it, in mongosh: db.${USAGE_COLLECTION}.dropIndex("${wanted.name}"). Then run npm run migrate.`;
}

/** Nothing where there is no collection. */
async function listedIndexes(db: mongo.Db): Promise<readonly ListedIndex[] | undefined> {
  try {
    return (await db.collection(USAGE_COLLECTION).listIndexes().toArray()) as readonly ListedIndex[];
  } catch (error) {
    if (isRefusal(error, [NAMESPACE_NOT_FOUND])) return undefined;
    throw error;
  }
}

const NAMESPACE_NOT_FOUND = 26;
// IndexOptionsConflict, IndexKeySpecsConflict: what somebody made a moment ago, or what may stand beside no index with the same key.
const INDEX_CONFLICTS = [85, 86];

interface Made {
  readonly made: readonly UsageIndex[];
  /** A sentence for each that the database refuses. */
  readonly refused: readonly string[];
}

/** In one go, which reads the records once; one by one where one of them keeps the others from being made. */
async function createIndexes(db: mongo.Db, indexes: readonly UsageIndex[]): Promise<Made> {
  if (indexes.length === 0) return { made: [], refused: [] };
  try {
    await db
      .collection(USAGE_COLLECTION)
      .createIndexes(indexes.map(({ name, key }) => ({ name, key: new Map(Object.entries(key)) })));
    return { made: indexes, refused: [] };
  } catch (error) {
    if (!isRefusal(error, INDEX_CONFLICTS)) throw error;
    const [index, ...others] = indexes;
    if (index !== undefined && others.length === 0) return { made: [], refused: [refusalText(index, error)] };
  }
  const each: Made[] = [];
  for (const index of indexes) each.push(await createIndexes(db, [index]));
  return { made: each.flatMap(({ made }) => made), refused: each.flatMap(({ refused }) => refused) };
}

function refusalText({ name, key }: UsageIndex, { message }: mongo.MongoServerError): string {
  return `The database refuses the index ${name} on ${keyText(key)}: ${message}. Drop the other one, then run npm run migrate.`;
}

function isRefusal(error: unknown, codes: readonly number[]): error is mongo.MongoServerError {
  return error instanceof mongo.MongoServerError && codes.some((code) => code === error.code);
}
