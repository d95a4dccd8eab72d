import { Types } from 'mongoose';
import { utcDayOf } from '../calendar';
import { type UsageRecord } from './usage-record';

type Given = Omit<UsageRecord, '_id' | 'timestamp' | 'date' | 'month' | 'year' | 'isActive'>;

/** A record of a call made at `timestamp`, with an id of its own unless it is given one. */
export function newUsageRecord(timestamp: Date, given: Given, _id = new Types.ObjectId()): UsageRecord {
  return { _id, timestamp, ...utcDayOf(timestamp), isActive: true, ...given };
}
