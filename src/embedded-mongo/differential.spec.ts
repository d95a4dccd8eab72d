import { Int32 } from 'bson';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { describeOnMongoDB } from '../../test/support/mongodb';
import { bothServers } from './both-servers.fixture';
import { documents, json } from './random-documents.fixture';
import { questions, type Question } from './random-questions.fixture';

const DATA_SETS = Number(process.env['DIFFERENTIAL_SETS'] ?? 250);
const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 20261123);

interface Difference {
  readonly documents: string;
  readonly question: string;
  readonly ours: string;
  readonly theirs: string;
}

const REFUSED = 238;

/** What a server answers: a list as text, or that it refuses. */
async function answerOf({ ask }: Question, collection: mongo.Collection): Promise<string> {
  try {
    return json(await ask(collection));
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError)) throw error;
    if (Number(error.code) === REFUSED) return 'refused';
    return `error: ${error.message}`;
  }
}

function fromFirstDifference(ours: string, theirs: string): { ours: string; theirs: string } {
  let same = 0;
  while (same < ours.length && ours[same] === theirs[same]) same += 1;
  const start = Math.max(0, same - 60);
  return { ours: ours.slice(start, start + 200), theirs: theirs.slice(start, start + 200) };
}

/**
 * Errors count as the same, whatever their words. MongoDB computes constants before it looks for documents, so that a mistake
 * in one is an error there even where there is nothing to answer.
 */
function isSame(ours: string, theirs: string): boolean {
  return ours === theirs || (theirs.startsWith('error') && (ours.startsWith('error') || ours === '[]'));
}

describeOnMongoDB('the embedded store beside a MongoDB server', () => {
  const collectionsNamed = bothServers();

  it('answers random questions about random documents as MongoDB does', async () => {
    const sets = fc.sample(fc.tuple(documents, fc.array(questions, { minLength: 10, maxLength: 20 })), {
      numRuns: DATA_SETS,
      seed: SEED,
    });
    const differences: Difference[] = [];
    const seen = { sets: 0, questions: 0, answered: 0, refused: 0, errors: 0 };
    for (const [set, asked] of sets) {
      seen.sets += 1;
      const collections = collectionsNamed(`set_${seen.sets}`);
      const numbered = set.map((document, i) => ({ ...document, _id: new Int32(i) as never }));
      await Promise.all(collections.map((collection) => collection.insertMany(numbered)));
      for (const question of asked) {
        const answers = await Promise.all(collections.map((collection) => answerOf(question, collection)));
        const [ours = '', theirs = ''] = answers;
        seen.questions += 1;
        seen[ours === 'refused' ? 'refused' : ours.startsWith('error') ? 'errors' : 'answered'] += 1;
        if (ours !== 'refused' && !isSame(ours, theirs)) {
          differences.push({
            documents: json(set),
            question: question.text,
            ...fromFirstDifference(ours, theirs),
          });
        }
      }
      await Promise.all(collections.map((collection) => collection.drop()));
    }
    console.info(`Compared with MongoDB (seed ${SEED}): ${JSON.stringify(seen)}`);
    expect({ different: differences.length, such: differences.slice(0, 12) }).toEqual({
      different: 0,
      such: [],
    });
  }, 900_000);
});
