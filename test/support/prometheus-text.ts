/** One number of a metric. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What Prometheus reads in a text, as strict as it is: a line that it would refuse, or a series that comes twice, throws. */
export class PrometheusText {
  readonly samples: readonly Sample[];
  /** The type of each metric. */
  readonly types: ReadonlyMap<string, string>;

  constructor(text: string) {
    if (!text.endsWith('\n')) throw new Error('The last line does not end.');
    const lines = text.split('\n').filter((line) => line !== '');
    this.types = new Map(lines.flatMap((line) => (line.startsWith('# TYPE ') ? [typeIn(line)] : [])));
    this.samples = lines.filter((line) => !line.startsWith('#')).map(sampleIn);
    const series = this.samples.map(
      ({ name, labels }) => `${name} ${JSON.stringify(Object.entries(labels).sort())}`,
    );
    const twice = series.find((one, index) => series.indexOf(one) < index);
    if (twice !== undefined) throw new Error(`This comes twice: ${twice}`);
  }

  /** The sum of a metric over all series that have these labels. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const found = this.of(name).filter((sample) =>
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
    return found.reduce((sum, { value }) => sum + value, 0);
  }

  of(name: string): readonly Sample[] {
    return this.samples.filter((sample) => sample.name === name);
  }

  /** All that a label says. */
  values(name: string, label: string): readonly string[] {
    return [...new Set(this.of(name).map(({ labels }) => labels[label] ?? ''))];
  }
}

const TYPE = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped)$/;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{((?:[^"\\]|"(?:[^"\\]|\\[\\"n])*")*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\[\\"n])*)"(,|$)/y;

function typeIn(line: string): readonly [string, string] {
  const [, name, type] = TYPE.exec(line) ?? [];
  if (name === undefined || type === undefined) throw new Error(`This is no type: ${line}`);
  return [name, type];
}

function sampleIn(line: string): Sample {
  const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
  const number = Number(value === '+Inf' ? Infinity : value);
  if (name === undefined || Number.isNaN(number)) throw new Error(`This is no sample: ${line}`);
  return { name, labels: labelsIn(labels), value: number };
}

function labelsIn(text: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  for (LABEL.lastIndex = 0; LABEL.lastIndex < text.length;) {
    const [, name, value] = LABEL.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Error(`These are no labels: ${text}`);
    labels[name] = value.replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  }
  return labels;
}
