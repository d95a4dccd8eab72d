/** What names are called that come when there is no room for more. */
const OTHER = 'other';

/**
 * Names that somebody else chooses, as values of a label: each is a series that Prometheus keeps, so that there are at most `most`.
 * Those that come first have their own; the rest share `other`.
 */
export class BoundedNames {
  private readonly known = new Set<string>();

  constructor(private readonly most: number) {}

  has(name: string): boolean {
    return this.known.has(labelText(name));
  }

  labelOf(name: string): string {
    const label = labelText(name);
    if (this.known.has(label)) return label;
    if (this.known.size >= this.most) return OTHER;
    this.known.add(label);
    return label;
  }
}

const LONGEST = 100;
// Whatever is not printed: control characters, halves of surrogate pairs, which would all become one character, and the like.
// And the comma: prom-client tells series apart by their labels joined with commas.
const ODD = /[\p{C}\p{Zl}\p{Zp},]/gu;

/** In one line, and as long as a person can read. */
function labelText(name: string): string {
  const whole = name.length <= LONGEST ? name : Array.from(name).slice(0, LONGEST).join('');
  // An empty label is none.
  return whole.replace(ODD, '_') || 'unknown';
}
