export { answer } from './answer';
export { ApiAnswer } from './api-answer';
export { ApiError } from './api-error';
export { ErrorFilter } from './error.filter';
export { fastifyAdapter } from './fastify-adapter';
export { QueryInteger } from './query-integer';
export { validationPipe } from './validation-pipe';
