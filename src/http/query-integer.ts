import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Expose, Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

/**
 * A whole number in a query, written in plain digits: `1e3`, `0x10`, `1.5`, ` 1` and the empty text are refused, and so is the
 * parameter when it comes twice. Left out, it is the default, or `undefined` where there is none.
 */
export function QueryInteger(range: {
  readonly min: number;
  readonly max: number;
  readonly default?: number;
}) {
  const { min, max, default: fallback } = range;
  return applyDecorators(
    // Exposed, so that the default reaches a property that the query does not mention.
    Expose(),
    Transform(({ value }: { value: unknown }) => (value === undefined ? fallback : plainInteger(value))),
    ValidateBy({
      name: 'queryInteger',
      validator: {
        validate: (value: unknown) => value === undefined || isIntegerFrom(min, max, value),
        defaultMessage: () => `$property must be a whole number from ${min} to ${max}.`,
      },
    }),
    ApiPropertyOptional({
      type: 'integer',
      minimum: min,
      maximum: max,
      ...(fallback !== undefined && { default: fallback }),
    }),
  );
}

/** What is no plain integer stays as it is, for the validator to refuse. */
function plainInteger(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

function isIntegerFrom(min: number, max: number, value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}
