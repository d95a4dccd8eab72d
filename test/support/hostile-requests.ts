import fc from 'fast-check';
import { type Endpoint, plainBody, plainValue } from './endpoints';
import { hostileJson, hostileNames, hostileTexts } from './hostile-values';
import { type RawRequest } from './raw-client';

export interface HostileRequest extends RawRequest {
  /** What stands in the path where a parameter is, as it was sent. */
  readonly inPath?: string;
}

/**
 * Requests with bad intent, the same ones for the same seed: an equal share for each place where the endpoint takes something
 * (parameters of its path and its query, fields of its body), and for names that it does not know.
 */
export function hostileRequests(endpoint: Endpoint, count: number, seed: number): readonly HostileRequest[] {
  const places = placesOf(endpoint);
  const share = Math.ceil(count / places.length);
  return places
    .flatMap((place, index) => fc.sample(place, { numRuns: share, seed: seed + index }))
    .slice(0, count)
    .map((request) => ({ method: endpoint.method, ...request }));
}

type Place = fc.Arbitrary<Omit<HostileRequest, 'method'>>;

function placesOf(endpoint: Endpoint): readonly Place[] {
  const { query, inPath, body } = endpoint;
  return [
    ...query.map(({ name }) => inQuery(endpoint, fc.constant(name))),
    inQuery(endpoint, hostileNames),
    ...inPath.map(({ name }) => inPathAt(endpoint, name)),
    ...Object.keys(body?.properties ?? {}).map((field) => inBody(endpoint, field)),
    ...(body === undefined ? [] : [besideBody(endpoint), insteadOfBody(endpoint)]),
  ];
}

/** What is done to the name of a parameter; most of it is what makes an object of it elsewhere. */
const DECORATIONS: readonly ((name: string, trap: string) => string)[] = [
  (name) => name,
  (name, trap) => `${name}[${trap}]`,
  (name, trap) => `${name}[${trap}][]`,
  (name, trap) => `${name}[a][${trap}]`,
  (name, trap) => `${name}.${trap}`,
  (name, trap) => `${trap}[${name}]`,
  (name, trap) => `${name}[][${trap}]`,
  (name, trap) => `${name}\u0000[${trap}]`,
  (name) => `${name}[]`,
  (name) => `${name}[0]`,
  (name) => `[${name}]`,
  (name) => ` ${name}`,
  (name) => name.toUpperCase(),
  (name) => encodeURIComponent(`${name}[$ne]`),
];

function inQuery(endpoint: Endpoint, names: fc.Arbitrary<string>): Place {
  const pairs = fc
    .tuple(names, fc.constantFrom(...DECORATIONS), hostileNames, hostileTexts, fc.boolean())
    .map(([name, decorated, trap, text, isRaw]) => {
      const whole = decorated(name, trap);
      return `${isRaw ? rawIn(whole) : encoded(whole)}=${encoded(text)}`;
    });
  const more = fc.constantFrom(
    '',
    '',
    '&',
    '&=',
    '&%',
    '&limit=1&limit=1',
    ';limit=1',
    '&startDate',
    '&%5B%24where%5D=1',
  );
  return fc.tuple(pairs, fc.option(pairs, { freq: 3 }), more).map(([first, second, end]) => ({
    path: `${endpoint.path}?${[first, ...(second === null ? [] : [second])].join('&')}${end}`,
    ...plainBodyOf(endpoint),
  }));
}

function inPathAt(endpoint: Endpoint, name: string): Place {
  const segments = fc.oneof(
    hostileTexts.map(encoded),
    hostileNames.map(encoded),
    fc.constantFrom(...ODD_SEGMENTS),
  );
  return segments.map((inPath) => ({
    path: pathWith(endpoint, name, inPath),
    inPath,
    ...plainBodyOf(endpoint),
  }));
}

function pathWith({ template }: Endpoint, name: string, value: string): string {
  const segments = template.split('/').map((segment) => (segment.startsWith(':') ? 'alice' : segment));
  return segments.with(template.split('/').indexOf(`:${name}`), value).join('/');
}

const ODD_SEGMENTS = [
  '%',
  '%2',
  '%zz',
  '%ff',
  '%c3%28',
  '%c0%a4ne',
  '%u0024ne',
  '%2524ne',
  '%00',
  'alice%00',
  'alice%20',
  '$ne',
  ':userId',
  '*',
  '..',
  '.',
  '%2e%2e',
  '..%2f..',
  '%2f',
  'alice;admin',
  'alice,bob',
  'alice|bob',
  'ALICE',
  '[$ne]',
  '%5B%24ne%5D',
  '()',
  '!',
];

/** A field's value, its name, or both of it twice. */
const FIELD_FORMS: readonly ((field: string, json: string, trap: string) => string)[] = [
  (field, json) => `${quoted(field)}:${json}`,
  (field, json, trap) => `${quoted(field)}:{${quoted(trap)}:${json}}`,
  (field, json, trap) => `${quoted(field)}:[{${quoted(trap)}:${json}}]`,
  (field, json, trap) => `${quoted(`${field}.${trap}`)}:${json}`,
  (field, json) => `${quoted(field)}:${JSON.stringify(plainValue(field))},${quoted(field)}:${json}`,
  (field, json) => `${quoted(field)}:${json},${quoted(field)}:${JSON.stringify(plainValue(field))}`,
  (field, json) => `${quoted(field)}:{${quoted(field)}:${json}}`,
];

function inBody(endpoint: Endpoint, field: string): Place {
  const others = Object.fromEntries(
    Object.entries(plainBody(endpoint) ?? {}).filter(([name]) => name !== field),
  );
  return fc
    .tuple(fc.constantFrom(...FIELD_FORMS), hostileJson, hostileNames)
    .map(([form, json, trap]) => withJson(endpoint, objectOf(others, form(field, json, trap))));
}

function besideBody(endpoint: Endpoint): Place {
  return fc
    .tuple(hostileNames, hostileJson)
    .map(([name, json]) =>
      withJson(endpoint, objectOf(plainBody(endpoint) ?? {}, `${quoted(name)}:${json}`)),
    );
}

function insteadOfBody(endpoint: Endpoint): Place {
  const types = fc.constantFrom(
    'application/json',
    'application/json; charset=utf-16',
    'text/plain',
    'application/x-www-form-urlencoded',
  );
  const bodies = fc.oneof(
    hostileJson,
    hostileTexts,
    fc.tuple(hostileNames, hostileTexts).map((pair) => pair.map(encoded).join('=')),
  );
  return fc
    .tuple(bodies, types)
    .map(([body, type]) => ({ path: endpoint.path, headers: { 'content-type': type }, body }));
}

const withJson = ({ path }: Endpoint, body: string) => ({
  path,
  headers: { 'content-type': 'application/json' },
  body,
});

function plainBodyOf(endpoint: Endpoint) {
  const body = plainBody(endpoint);
  return body === undefined ? {} : withJson(endpoint, JSON.stringify(body));
}

/** JSON of an object with one member that is written by hand. */
function objectOf(others: object, member: string): string {
  const members = JSON.stringify(others).slice(1, -1);
  return members === '' ? `{${member}}` : `{${members},${member}}`;
}

const quoted = (text: string) => JSON.stringify(text);

/** As in an address. Half a surrogate pair is no text, and becomes a replacement character. */
const encoded = (text: string) => encodeURIComponent(Buffer.from(text).toString());

/** As much of it as may stand in an address unencoded. */
const rawIn = (text: string) => text.replaceAll(/[^\w$[\].:{}"'()*,;!@|^-]/g, '');
