import { newerSchemaText, SCHEMA_VERSION } from '../../migrations';
import { USAGE_COLLECTION, usageIndexes } from '../../usage';
import { fail, type Finding, type Inside, ok, skip, warn } from './check';

const MIGRATE = 'npm run migrate';

export async function lookAtSchemaVersion({ schema }: Inside): Promise<Finding> {
  const { version, unnoted } = await schema();
  const newer = newerSchemaText(version);
  if (newer !== undefined)
    return fail(newer, 'Start the newest release that is in use with this database, and no older one.');
  if (unnoted.length === 0) return ok(`${version}, the one that this Token Ledger knows`);
  const found =
    version === 0 ? 'The database was never prepared' : `${version}, but ${SCHEMA_VERSION} is known`;
  return warn(found, `${MIGRATE} (or start the service, which does the same)`);
}

export async function lookAtCollection({ database: { db } }: Inside): Promise<Finding> {
  const isThere = (await db.listCollections({ name: USAGE_COLLECTION }).toArray()).length > 0;
  if (!isThere)
    return warn(`${USAGE_COLLECTION} is not there`, `${MIGRATE} (or start the service, which does the same)`);
  return ok(
    `${USAGE_COLLECTION} holds ${await db.collection(USAGE_COLLECTION).estimatedDocumentCount()} records`,
  );
}

export async function lookAtIndexes({ database, schema, settings }: Inside): Promise<Finding> {
  const { extraIndexes, ...found } = await schema();
  if (found.missing.some((phrase) => phrase.includes('collection')))
    return skip('There is no collection to look at');
  // Of the views, on which nothing of ours depends, the schema version tells.
  const missing = found.missing.filter(isAboutIndex);
  const conflicts = found.conflicts.filter(isAboutIndex);
  const { indexProfile } = settings;
  const wanted = usageIndexes(indexProfile).length;
  const lacks = `Missing, so that questions read more than they need: ${missing.join(', ')}`;
  if (conflicts.length > 0)
    return fail(
      missing.length > 0 ? `Another index is in the way. ${lacks}` : 'Another index is in the way',
      conflicts.join(' '),
    );
  if (missing.length > 0) return fail(lacks, MIGRATE);
  const allThere = `All ${wanted} of INDEX_PROFILE=${indexProfile} are there`;
  if (extraIndexes.length === 0 || database.kind === 'embedded store') return ok(allThere);
  return ok(
    `${allThere}, and others: ${extraIndexes.join(', ')} (${MIGRATE} -- --status tells how to drop them)`,
  );
}

const isAboutIndex = (text: string) => /\bindex\b/.test(text);
