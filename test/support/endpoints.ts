import { type Route, routesOf } from './routes';
import { type TestService } from './test-service';

/** As OpenAPI has it, with what it refers to put in its place. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly schema: Schema;
}

/** A route of the router with what the description of the API says about it. */
export interface Endpoint extends Route {
  readonly name: string;
  /** False for the files of the description itself. */
  readonly isDescribed: boolean;
  readonly needsToken: boolean;
  readonly query: readonly Parameter[];
  readonly inPath: readonly Parameter[];
  readonly body: Schema | undefined;
  /** Of an answer in JSON. */
  readonly answer: Schema | undefined;
  /** The answer is a text: what is in it, its own test says. */
  readonly answersText: boolean;
}

interface Content {
  readonly content?: {
    readonly 'application/json'?: { readonly schema: Schema };
    readonly 'text/plain'?: { readonly schema: Schema };
  };
}
interface Operation {
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Json };
}
type Json = Readonly<Record<string, unknown>>;

/** Every route, but those for HEAD: they are GET without a body. */
export async function endpointsOf(service: TestService): Promise<readonly Endpoint[]> {
  const described = (await (await service.fetch('/docs/json')).json()) as Description;
  const paths = withoutReferences(described.paths, described.components.schemas) as Description['paths'];
  return routesOf(service.app)
    .filter(({ method }) => method !== 'HEAD')
    .map((route) => {
      const operation = paths[route.template.replaceAll(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()];
      return { ...route, name: `${route.method} ${route.template}`, ...describedBy(operation) };
    });
}

function describedBy(operation: Operation | undefined) {
  const { parameters = [], security = [], requestBody, responses = {} } = operation ?? {};
  const [answer] = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return {
    isDescribed: operation !== undefined,
    needsToken: security.length > 0,
    query: parameters.filter(({ in: place }) => place === 'query'),
    inPath: parameters.filter(({ in: place }) => place === 'path'),
    body: schemaOf(requestBody),
    answer: schemaOf(answer?.[1]),
    answersText: answer?.[1].content?.['text/plain'] !== undefined,
  };
}

const schemaOf = (content: Content | undefined) => content?.content?.['application/json']?.schema;

/** With each `$ref` replaced by what it stands for. No type of ours contains itself. */
function withoutReferences(value: unknown, schemas: Json): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutReferences(item, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, allOf } = value as { readonly $ref?: string; readonly allOf?: readonly unknown[] };
  if ($ref !== undefined) return withoutReferences(schemas[$ref.split('/').at(-1) ?? ''], schemas);
  // So it writes a reference that has a comment of its own.
  if (allOf?.length === 1) return withoutReferences(allOf[0], schemas);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withoutReferences(inner, schemas)]),
  );
}

const PLAIN: Readonly<Record<string, unknown>> = {
  startDate: '2024-01-01',
  endDate: '2024-01-31',
  limit: 5,
  page: 2,
  cursor: 'A'.repeat(27),
  continueFrom: Buffer.from('[1704067200000]').toString('base64url'),
  prompt: 'a login form',
  fileContent: '<form>',
  count: 3,
  model: 'gpt-4o-mini',
  stream: false,
  isActive: true,
};

/** A right value of what an endpoint takes. */
export function plainValue(name: string): unknown {
  if (name in PLAIN) return PLAIN[name];
  throw new Error(`'${name}' is new: say in ${__filename} what a right value of it is.`);
}

/** A right body: all fields that it may have, or none where there is no body. */
export function plainBody({ body }: Endpoint): Readonly<Record<string, unknown>> | undefined {
  if (body === undefined) return undefined;
  const names = Object.keys(body.properties ?? {});
  return Object.fromEntries(names.map((name) => [name, plainValue(name)]));
}

/** Parameters of which a request may have only one. */
const EXCLUSIVE: readonly string[] = ['page', 'cursor'];

/** Each of the combinations of what an endpoint takes in its query, with right values. */
export function plainQueries({ query }: Endpoint): readonly string[] {
  const combinations = query.reduce<string[][]>(
    (all, { name }) => [...all, ...all.map((names) => [...names, name])],
    [[]],
  );
  return combinations
    .filter((names) => names.filter((name) => EXCLUSIVE.includes(name)).length < 2)
    .map((names) => names.map((name) => `${name}=${String(plainValue(name))}`).join('&'));
}
