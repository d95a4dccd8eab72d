import { type INestApplication } from '@nestjs/common';
import { type FastifyAdapter } from '@nestjs/platform-fastify';

export interface Route {
  readonly method: string;
  /** With values for its parameters, so that it can be asked. */
  readonly path: string;
}

const LINE = /^(?<indent>.*)[├└]── (?<part>.*?)(?: \((?<methods>[A-Z, ]+)\))?$/;
const INDENT = 4;

/** Every route that the running application has, from its router: none can be forgotten. */
export function routesOf(app: INestApplication): readonly Route[] {
  const parts: string[] = [];
  const adapter = app.getHttpAdapter() as FastifyAdapter;
  const tree = adapter.getInstance().printRoutes({ commonPrefix: false });
  return tree.split('\n').flatMap((line) => {
    const { indent = '', part = '', methods } = LINE.exec(line)?.groups ?? {};
    parts.splice(indent.length / INDENT, Infinity, part);
    const path = parts.join('').replace(/:\w+/g, 'alice').replace('*', 'any');
    return (methods?.split(', ') ?? []).map((method) => ({ method, path }));
  });
}
