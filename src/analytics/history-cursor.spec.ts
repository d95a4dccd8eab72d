import fc from 'fast-check';
import { Types } from 'mongoose';
import { cursorOf, InvalidCursorError, positionOf } from './history-cursor';

const LATEST = 8.64e15 - 1;

const positions = fc.record({
  timestamp: fc
    .oneof(fc.integer({ min: -LATEST, max: LATEST }), fc.constantFrom(-1, 0, 1, LATEST, -LATEST))
    .map((ms) => new Date(ms)),
  _id: fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new Types.ObjectId(bytes)),
});
const ofBytes = (...bytes: readonly number[]) => Buffer.from(bytes).toString('base64url');
const valid = cursorOf({ timestamp: new Date('2024-01-15T10:30:00Z'), _id: new Types.ObjectId() });

describe('the cursor of a history', () => {
  it('is a position as text that needs no escaping in an address', () => {
    fc.assert(
      fc.property(positions, (position) => {
        const cursor = cursorOf(position);
        expect(cursor).toMatch(/^[\w-]{27}$/);
        expect(positionOf(cursor)).toEqual(position);
      }),
    );
  });

  it.each([
    '',
    'x',
    valid.slice(1),
    `${valid}A`,
    `${valid}=`,
    `${valid.slice(0, 13)} ${valid.slice(13)}`,
    `${valid.slice(0, -1)}*`,
    '測試測試測試測試測試測試測試測試測試測試測試測試測試測',
    ofBytes(0x7f, ...Array<number>(19).fill(0xff)),
    ofBytes(0x80, ...Array<number>(19).fill(0)),
  ])('that no history has given is refused: %s', (text) => {
    expect(() => positionOf(text)).toThrow(InvalidCursorError);
    expect(() => positionOf(text)).toThrow('cursor must be one that a page of this history has given.');
  });

  it('is refused, or is a position, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String({ minLength: 28, maxLength: 28 })), (text) => {
        try {
          expect(cursorOf(positionOf(text))).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidCursorError);
        }
      }),
    );
  });
});
