import { types } from 'node:util';
import { type Fetch } from './tracking-fetch';

/** A client of the SDK, as far as it is tracked. */
export interface OpenAIClient {
  fetch: Fetch;
}

/** The clients that an instance is, or holds in a field. Looking runs no code of the instance: no getter, no proxy. */
export function clientsIn(instance: unknown): readonly OpenAIClient[] {
  return isOpenAIClient(instance) ? [instance] : fieldsOf(instance).filter(isOpenAIClient);
}

/** `instanceof` cannot tell: the client may be of another copy of the SDK, or of another major. */
function isOpenAIClient(value: unknown): value is OpenAIClient {
  return typeof ownValue(value, 'fetch') === 'function' && prototypesOf(value).some(isOfOpenAI);
}

/**
 * The class `OpenAI` has itself as `OpenAI.OpenAI`, also as the base of `AzureOpenAI`; no other SDK's class has.
 * Before major 5 it had no `withOptions()`, and a `fetch` whose answers are not those of the web's.
 */
function isOfOpenAI(prototype: object): boolean {
  const constructor = ownValue(prototype, 'constructor');
  return (
    typeof constructor === 'function' &&
    ownValue(constructor, 'OpenAI') === constructor &&
    typeof ownValue(prototype, 'withOptions') === 'function'
  );
}

/** Those of an instance of a class: lists and tables can be injected too, and may be long. */
function fieldsOf(instance: unknown): readonly unknown[] {
  if (typeof instance !== 'object' || instance === null) return [];
  if (Array.isArray(instance) || ArrayBuffer.isView(instance) || prototypesOf(instance).length < 2) return [];
  return Object.keys(instance).map((name) => ownValue(instance, name));
}

/** From the nearest to the root's, or to the first that has a say in it. */
function prototypesOf(value: unknown): readonly object[] {
  const prototypes: object[] = [];
  for (let next: unknown = value; isInert(next);) {
    next = Object.getPrototypeOf(next);
    if (isInert(next)) prototypes.push(next);
  }
  return prototypes;
}

function ownValue(holder: unknown, name: string): unknown {
  return isInert(holder) ? Object.getOwnPropertyDescriptor(holder, name)?.value : undefined;
}

/** An object that can be looked at without its noticing. */
function isInert(value: unknown): value is object {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && !types.isProxy(value);
}
