import { badValue } from './command-error';
import { ARRAY, DOCUMENT, RAW_NULL, rawDocument, rawFieldsOf, type Raw } from './raw-fields';

/** As MongoDB has it: no array grows by more with one update. */
const MAX_NULLS = 1_500_000;
const INDEX = /^(0|[1-9]\d*)$/;

/** A document or an array that is being changed. Only what a path goes through is taken apart; the rest stays bytes. */
export class Branch {
  private readonly fields: Map<string, Raw | Branch>;

  private constructor(
    readonly isArray: boolean,
    bytes?: Buffer,
  ) {
    this.fields = new Map(bytes && rawFieldsOf(bytes));
  }

  static ofDocument(bytes?: Buffer): Branch {
    return new Branch(false, bytes);
  }

  get(name: string): Raw | Branch | undefined {
    return this.fields.get(name);
  }

  /** The document or array under a name, taken apart. */
  branchAt(name: string): Branch | undefined {
    const field = this.fields.get(name);
    if (field === undefined || field instanceof Branch) return field;
    if (field.type !== DOCUMENT && field.type !== ARRAY) return undefined;
    const branch = new Branch(field.type === ARRAY, field.bytes);
    this.fields.set(name, branch);
    return branch;
  }

  /** Whether a field of this name can be there: an array has whole numbers only. */
  takes(name: string): boolean {
    return !this.isArray || INDEX.test(name);
  }

  put(name: string, field: Raw | Branch): void {
    if (this.isArray) this.fillUpTo(Number(name));
    this.fields.set(name, field);
  }

  /** The elements of an array stay where they are, so that null takes the place of one. */
  remove(name: string): void {
    if (this.isArray) this.fields.set(name, RAW_NULL);
    else this.fields.delete(name);
  }

  moveToFront(name: string): void {
    const field = this.fields.get(name);
    const [first] = this.fields.keys();
    if (field === undefined || first === name) return;
    const others = [...this.fields].filter(([other]) => other !== name);
    this.fields.clear();
    for (const [key, value] of [[name, field] as const, ...others]) this.fields.set(key, value);
  }

  toRaw(): Raw {
    const fields = Array.from(this.fields, ([name, field]) => [name, rawFrom(field)] as const);
    return { type: this.isArray ? ARRAY : DOCUMENT, bytes: rawDocument(fields) };
  }

  private fillUpTo(index: number): void {
    if (index - this.fields.size > MAX_NULLS) {
      throw badValue(`An array cannot be filled up with more than ${MAX_NULLS} elements.`);
    }
    while (this.fields.size < index) this.fields.set(String(this.fields.size), RAW_NULL);
  }
}

export function rawFrom(field: Raw | Branch): Raw {
  return field instanceof Branch ? field.toRaw() : field;
}
