import { EJSON, Int32, ObjectId } from 'bson';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { describeOnMongoDB } from '../../test/support/mongodb';
import { bothServers, type Both } from './both-servers.fixture';
import { documents, json, type Document } from './random-documents.fixture';
import { histories, type Write } from './random-writes.fixture';
import { ARRAY, DOCUMENT, rawFieldsOf, valueOf, type Raw } from './raw-fields';

const DATA_SETS = Number(process.env['DIFFERENTIAL_SETS'] ?? 250);
const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 20261125);
const REFUSED = 238;

/** A server's reply to a command, or its error, in all that a client could act on. */
async function replyOf({ name, fields }: Write, collection: mongo.Collection): Promise<string> {
  try {
    const command = { [name]: collection.collectionName, ...fields };
    return whatMatters(await collection.db.command(command, { promoteValues: false }));
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError)) throw error;
    return whatMatters(error.errorResponse);
  }
}

/** The words of an error are each server's own; ids that a server has made are of no interest. */
function whatMatters(reply: Document): string {
  const { writeErrors, ...rest } = reply;
  const errors: readonly Document[] = Array.isArray(writeErrors) ? (writeErrors as Document[]) : [];
  const { upserted } = (rest['lastErrorObject'] ?? {}) as Document;
  const hasNoOrder = upserted instanceof ObjectId && isObject(rest['value']);
  const value = hasNoOrder ? { value: Object.entries(rest['value'] as Document).sort() } : {};
  return withoutMadeIds(json({ ...withoutWords({ ...rest, ...value }), errors: errors.map(withoutWords) }));
}

function withoutWords(document: Document): Document {
  const isWord = (name: string) => ['errmsg', 'codeName', 'errInfo'].includes(name);
  return Object.fromEntries(Object.entries(document).filter(([name]) => !isWord(name)));
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

const withoutMadeIds = (text: string) => text.replace(/"(?!0{23}1|f{24})[0-9a-f]{24}"/g, '"made"');

/**
 * All documents in their natural order, and their fields in theirs: a JavaScript object would sort whole numbers first. In which
 * order an upsert takes over several fields from its filter MongoDB leaves open, so that it does not count where the id is made.
 */
async function contentsOf(collection: mongo.Collection): Promise<string> {
  const stored = await collection.find({}, { raw: true }).toArray();
  return stored.map((bytes) => withoutMadeIds(textOf(bytes as unknown as Buffer))).join('\n');
}

function textOf(document: Buffer): string {
  const fields = rawFieldsOf(document).map(([name, value]) => `${name}: ${inOrder(value)}`);
  const isMade = fields[0] !== withoutMadeIds(fields[0] ?? '');
  return (isMade ? fields.sort() : fields).join(', ');
}

function inOrder(raw: Raw): string {
  if (raw.type !== DOCUMENT && raw.type !== ARRAY) return EJSON.stringify(valueOf(raw), { relaxed: false });
  const fields = rawFieldsOf(raw.bytes).map(([name, value]) => `${name}: ${inOrder(value)}`);
  return raw.type === ARRAY ? `[${fields.join(', ')}]` : `{${fields.join(', ')}}`;
}

describeOnMongoDB('writes to the embedded store beside writes to a MongoDB server', () => {
  const collectionsNamed = bothServers();
  const seen = { writes: 0, refused: 0, errors: 0 };

  /** The first difference that a history of writes makes, if it makes one. */
  async function differenceIn(both: Both, history: readonly Write[]) {
    const [ours, theirs] = both;
    for (const write of history) {
      seen.writes += 1;
      const our = await replyOf(write, ours);
      if (our.includes(`"code":{"$numberInt":"${REFUSED}"}`)) {
        seen.refused += 1;
        if (our.includes('"ok":{"$numberDouble":"1.0"}')) return undefined; // Some of it may be written.
        continue;
      }
      const replies = { ours: our, theirs: await replyOf(write, theirs) };
      if (our.includes('"code"')) seen.errors += 1;
      const said = `${write.name} ${json(write.fields)}`;
      if (replies.ours !== replies.theirs) return { write: said, ...replies };
      const contents = { ours: await contentsOf(ours), theirs: await contentsOf(theirs) };
      if (contents.ours !== contents.theirs) return { write: said, ...replies, contents };
    }
    return undefined;
  }

  it('leave the same documents and answer the same, over random histories', async () => {
    const sets = fc.sample(fc.tuple(documents, histories, fc.boolean()), { numRuns: DATA_SETS, seed: SEED });
    const differences: unknown[] = [];
    for (const [number, [set, history, isUnique]] of sets.entries()) {
      const both = collectionsNamed(`writes_${number}`);
      const numbered = set.map((document, i) => ({
        ...document,
        k: new Int32(i),
        _id: new Int32(i) as never,
      }));
      await Promise.all(both.map((collection) => collection.insertMany(numbered)));
      if (isUnique)
        await Promise.all(
          both.map((collection) => collection.createIndexes([{ key: { k: 1 }, unique: true }])),
        );
      const difference = await differenceIn(both, history);
      if (difference !== undefined)
        differences.push({ set: number, ...difference, documents: json(numbered) });
      await Promise.all(both.map((collection) => collection.drop()));
    }
    console.info(`Compared with MongoDB (seed ${SEED}): ${JSON.stringify({ sets: sets.length, ...seen })}`);
    expect({ different: differences.length, such: differences.slice(0, 12) }).toEqual({
      different: 0,
      such: [],
    });
  }, 900_000);
});
