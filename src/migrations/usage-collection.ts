import { mongo } from 'mongoose';
import { USAGE_COLLECTION, usageIndexes } from '../usage';
import { indexPlan, type IndexPlan, keyText, type ListedIndex, optionsOf } from './index-plan';
import { type Findings, type Migration, type MigrationOptions, SchemaConflictError } from './migration';

/** Migration 1: the collection of the usage records, and the indexes of the chosen profile. */
export const usageCollection: Migration = {
  version: 1,
  name: 'usage collection and indexes',
  look: async (db, options) => findingsOf(await inspect(db, options)),
  apply: async (db, options) => {
    const state = await inspect(db, options);
    const { missing, conflicts } = findingsOf(state);
    // This makes the collection, too.
    if (state.plan.missing.length > 0) await createIndexes(db, state.plan);
    if (conflicts.length > 0) throw new SchemaConflictError(conflicts.join('\n'));
    return missing;
  },
};

interface State {
  readonly isThere: boolean;
  readonly plan: IndexPlan;
}

async function inspect(db: mongo.Db, { indexProfile }: MigrationOptions): Promise<State> {
  const listed = await listedIndexes(db);
  return { isThere: listed !== undefined, plan: indexPlan(listed ?? [], usageIndexes(indexProfile)) };
}

function findingsOf({ isThere, plan }: State): Findings {
  return {
    missing: [
      ...(isThere ? [] : [`the collection ${USAGE_COLLECTION}`]),
      ...plan.missing.map(({ name, key }) => `the index ${name} on ${keyText(key)}`),
    ],
    conflicts: plan.conflicting.map(conflictText),
    extraIndexes: plan.extra.map(({ name = keyText({}) }) => name),
  };
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
// IndexOptionsConflict, IndexKeySpecsConflict: with what somebody made a moment ago, or what MongoDB lets stand beside no other.
const INDEX_CONFLICTS = [85, 86];

async function createIndexes(db: mongo.Db, { missing }: IndexPlan): Promise<void> {
  const indexes = missing.map(({ name, key }) => ({ name, key: new Map(Object.entries(key)) }));
  try {
    await db.collection(USAGE_COLLECTION).createIndexes(indexes);
  } catch (error) {
    if (!isRefusal(error, INDEX_CONFLICTS)) throw error;
    throw new SchemaConflictError(
      `The database refuses an index of ${USAGE_COLLECTION}, since one with the same key and other options is there: ${error.message} Drop that one, then run npm run migrate.`,
    );
  }
}

function isRefusal(error: unknown, codes: readonly number[]): error is mongo.MongoServerError {
  return error instanceof mongo.MongoServerError && codes.some((code) => code === error.code);
}
