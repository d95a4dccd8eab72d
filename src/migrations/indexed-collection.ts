import { mongo } from 'mongoose';
import { type UsageIndex } from '../usage';
import { createCollection } from './create-collection';
import { indexPlan, type IndexPlan, keyText, type ListedIndex, optionsOf } from './index-plan';
import { type Findings, SchemaConflictError } from './migration';

/** A collection and the indexes that it has to have. */
export interface IndexedCollection {
  readonly name: string;
  readonly wanted: readonly UsageIndex[];
  /** All that were ever ours. */
  readonly ours: readonly UsageIndex[];
}

export async function lookAt(db: mongo.Db, collection: IndexedCollection): Promise<Findings> {
  const { isThere, plan } = await inspect(db, collection);
  return {
    missing: missingTexts(collection, isThere, plan.missing),
    conflicts: plan.conflicting.map((conflict) => conflictText(collection, conflict)),
    extraIndexes: plan.extra,
  };
}

/**
 * Makes the collection, and those of its indexes that are in nobody's way.
 * @returns what it made, a phrase each
 * @throws SchemaConflictError
 */
export async function make(db: mongo.Db, collection: IndexedCollection): Promise<readonly string[]> {
  const { isThere, plan } = await inspect(db, collection);
  if (!isThere) await createCollection(db, collection.name);
  const { made, refused } = await createIndexes(db.collection(collection.name), plan.missing);
  const conflicts = [...plan.conflicting.map((conflict) => conflictText(collection, conflict)), ...refused];
  if (conflicts.length > 0) throw new SchemaConflictError(conflicts.join('\n'));
  return missingTexts(collection, isThere, made);
}

interface State {
  readonly isThere: boolean;
  readonly plan: IndexPlan;
}

async function inspect(db: mongo.Db, { name, wanted, ours }: IndexedCollection): Promise<State> {
  const listed = await listedIndexes(db.collection(name));
  return { isThere: listed !== undefined, plan: indexPlan(listed ?? [], wanted, ours) };
}

function missingTexts(
  collection: IndexedCollection,
  isThere: boolean,
  indexes: readonly UsageIndex[],
): readonly string[] {
  const texts = indexes.map(({ name, key }) => `the index ${name} on ${keyText(key)}`);
  return isThere ? texts : [`the collection ${collection.name}`, ...texts];
}

function conflictText(
  collection: IndexedCollection,
  { wanted, listed }: IndexPlan['conflicting'][number],
): string {
  const options = optionsOf(listed);
  const others = options.length > 0 ? ` and the options ${options.join(', ')}` : '';
  return `The index ${wanted.name} of ${collection.name} is there with the key ${keyText(listed.key)}${others}, but must have the key ${keyText(wanted.key)} and no options. Drop it, in mongosh: db.${collection.name}.dropIndex("${wanted.name}"). Then run npm run migrate.`;
}

/** Nothing where there is no collection. */
async function listedIndexes(collection: mongo.Collection): Promise<readonly ListedIndex[] | undefined> {
  try {
    return (await collection.listIndexes().toArray()) as readonly ListedIndex[];
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
async function createIndexes(collection: mongo.Collection, indexes: readonly UsageIndex[]): Promise<Made> {
  if (indexes.length === 0) return { made: [], refused: [] };
  try {
    await collection.createIndexes(
      indexes.map(({ name, key }) => ({ name, key: new Map(Object.entries(key)) })),
    );
    return { made: indexes, refused: [] };
  } catch (error) {
    if (!isRefusal(error, INDEX_CONFLICTS)) throw error;
    const [index, ...others] = indexes;
    if (index !== undefined && others.length === 0) return { made: [], refused: [refusalText(index, error)] };
  }
  const each: Made[] = [];
  for (const index of indexes) each.push(await createIndexes(collection, [index]));
  return { made: each.flatMap(({ made }) => made), refused: each.flatMap(({ refused }) => refused) };
}

function refusalText({ name, key }: UsageIndex, { message }: mongo.MongoServerError): string {
  return `The database refuses the index ${name} on ${keyText(key)}: ${message}. Drop the other one, then run npm run migrate.`;
}

function isRefusal(error: unknown, codes: readonly number[]): error is mongo.MongoServerError {
  return error instanceof mongo.MongoServerError && codes.some((code) => code === error.code);
}
