import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';

/** Documents a route that answers with `data` of this type, in the envelope. In a list: with several of them. */
export function ApiAnswer(type: Type, { isArray = false } = {}) {
  const one = { $ref: getSchemaPath(type) };
  return applyDecorators(
    ApiExtraModels(type),
    ApiOkResponse({
      schema: {
        required: ['success', 'data', 'message'],
        properties: {
          success: { type: 'boolean', enum: [true] },
          data: isArray ? { type: 'array', items: one } : one,
          message: { type: 'string' },
        },
      },
    }),
  );
}
