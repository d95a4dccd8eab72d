const COLLECTION_BYTES = 4;
const SEQUENCE_BYTES = 6;

/** Documents lie by the number of their collection, then by their own, so that a collection is one range in their order. */
export function keyOf(collectionId: number, sequence: number): Buffer {
  const key = Buffer.alloc(COLLECTION_BYTES + SEQUENCE_BYTES);
  key.writeUInt32BE(collectionId);
  key.writeUIntBE(sequence, COLLECTION_BYTES, SEQUENCE_BYTES);
  return key;
}

export function sequenceOf(key: Buffer): number {
  return key.readUIntBE(COLLECTION_BYTES, SEQUENCE_BYTES);
}

/** The number of a document as a value. */
export function bytesOfSequence(sequence: number): Buffer {
  const bytes = Buffer.alloc(SEQUENCE_BYTES);
  bytes.writeUIntBE(sequence, 0, SEQUENCE_BYTES);
  return bytes;
}

export function sequenceIn(bytes: Buffer | undefined): number | undefined {
  return bytes?.readUIntBE(0, SEQUENCE_BYTES);
}
