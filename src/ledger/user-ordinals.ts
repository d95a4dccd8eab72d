import { type mongo } from 'mongoose';
import { type KnownUser } from '../usage';
import { DUPLICATE_KEY, errorsOfOperations } from './database-error';

/** Whose ordinal is the next to be given. No user's id is empty. */
const NEXT = '';
const REMEMBERED = 100_000;

/** Gives each user a small whole number, once and for ever. Some are never given: to a user who was named twice at once. */
export class UserOrdinals {
  private readonly remembered = new Map<string, number>();

  /** The ordinals of these users, who get one if they have none yet. */
  async of(
    users: mongo.Collection<KnownUser>,
    userIds: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, number>> {
    await this.known(users, userIds);
    const unnamed = this.notRemembered([...userIds]);
    if (unnamed.length > 0) await this.name(users, unnamed);
    return this.remembered;
  }

  /** The ordinals of those of these users who have one. Gives none. */
  async known(
    users: mongo.Collection<KnownUser>,
    userIds: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, number>> {
    if (this.remembered.size > REMEMBERED) this.remembered.clear();
    const unknown = this.notRemembered([...userIds]);
    if (unknown.length > 0) await this.recall(users, unknown);
    return this.remembered;
  }

  private notRemembered(userIds: readonly string[]): readonly string[] {
    return userIds.filter((id) => !this.remembered.has(id));
  }

  private async name(users: mongo.Collection<KnownUser>, userIds: readonly string[]): Promise<void> {
    const next = await users.findOneAndUpdate(
      { _id: NEXT },
      { $inc: { ordinal: userIds.length } },
      { upsert: true, returnDocument: 'after' },
    );
    const first = (next?.ordinal ?? NaN) - userIds.length;
    const named = userIds.map((_id, index) => ({ _id, ordinal: first + index }));
    try {
      await users.insertMany(named, { ordered: false });
    } catch (error) {
      const errors = errorsOfOperations(error);
      // Another writer has named some of them in this moment.
      if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
    }
    await this.recall(users, userIds);
  }

  private async recall(users: mongo.Collection<KnownUser>, userIds: readonly string[]): Promise<void> {
    const known = await users.find({ _id: { $in: [...userIds] } }).toArray();
    for (const { _id, ordinal } of known) this.remembered.set(_id, ordinal);
  }
}
