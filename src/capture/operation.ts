import { Reflector } from '@nestjs/core';

/** Names what a handler, or all handlers of a controller, call models for. Without it, the route gives the name. */
export const Operation = Reflector.createDecorator<string>();

/** The last fixed part of a route in snake_case: `test_generation` for `/api/test-generation/:id`. */
export function operationOf(path: string): string {
  const fixed = path.split('/').filter((part) => /^\w/.test(part));
  const name = (fixed.at(-1) ?? 'root').replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/\W+/g, '_');
  return name.toLowerCase();
}
