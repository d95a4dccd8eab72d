import { BadRequestException, HttpStatus, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { ApiError } from './api-error';

/** Turns parameters and bodies into their DTOs. What a DTO does not name is refused, and so is what is of another type. */
export function validationPipe(): ValidationPipe {
  return new RequestValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: validationProblem,
  });
}

/** The libraries behind the pipe recurse into depth, and their time grows with the square of an object's keys. */
class RequestValidationPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'custom' && isTooMuch(value)) {
      throw new BadRequestException(
        `The ${metadata.type} holds too much: at most ${MAX_VALUES} values, ${MAX_DEPTH} levels and ${MAX_KEYS} names on one level are read.`,
      );
    }
    return (await super.transform(value, metadata)) as unknown;
  }
}

const MAX_DEPTH = 32;
const MAX_KEYS = 100;
const MAX_VALUES = 50_000;
const MAX_DETAILS = 20;
const MAX_NAME_LENGTH = 60;
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu;

interface Detail {
  readonly field: string;
  readonly message: string;
}

function validationProblem(errors: readonly ValidationError[]): ApiError {
  const details = detailsOf(errors, '').slice(0, MAX_DETAILS);
  return new ApiError({
    status: HttpStatus.BAD_REQUEST,
    code: 'invalid_request',
    message: details.map(({ message }) => message).join(' '),
    details,
  });
}

function detailsOf(errors: readonly ValidationError[], path: string): readonly Detail[] {
  return errors.slice(0, MAX_DETAILS).flatMap(({ property, constraints = {}, children = [] }) => {
    const name = shortened(path + property);
    const own = Object.entries(constraints).map(([rule, message]) => ({
      field: name,
      message: sentence(rule, message, name, property),
    }));
    return [...own, ...detailsOf(children, `${path}${property}.`)];
  });
}

function sentence(rule: string, message: string, name: string, property: string): string {
  if (rule === 'whitelistValidation') return `'${name}' is not a parameter of this route.`;
  if (rule === 'isObject' && message.startsWith('Validation failed')) return `The ${name} must be an object.`;
  const text = message.startsWith(property)
    ? `'${name}'${message.slice(property.length)}`
    : `'${name}': ${message}`;
  return text.endsWith('.') ? text : `${text}.`;
}

/** A name comes from the request too: it must not be long, nor bring lines of its own into the sentence. */
function shortened(name: string): string {
  const printable = name.slice(0, MAX_NAME_LENGTH).replaceAll(UNPRINTABLE, '\u{fffd}');
  return name.length <= MAX_NAME_LENGTH ? printable : `${printable}…`;
}

function isTooMuch(value: unknown): boolean {
  let level = [value].filter(isNesting);
  let values = 0;
  for (let depth = 1; level.length > 0; depth++) {
    const members = level.map((nesting): unknown[] => Object.values(nesting));
    values += members.reduce((sum, { length }) => sum + length, 0);
    if (depth > MAX_DEPTH || values > MAX_VALUES) return true;
    if (level.some((nesting, index) => !Array.isArray(nesting) && (members[index]?.length ?? 0) > MAX_KEYS))
      return true;
    level = members.flat().filter(isNesting);
  }
  return false;
}

function isNesting(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
