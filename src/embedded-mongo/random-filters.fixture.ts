import fc from 'fast-check';
import { anything, scalars, type Document } from './random-documents.fixture';

export const paths = fc.constantFrom('a', 'b', 'n', 'g', 'd', 'd.x', 'd.y', 'd.x.z', 'nowhere');
export const comparisons = fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte');
const conditions = fc.oneof(
  anything,
  fc.tuple(comparisons, anything).map(([operator, value]) => ({ [operator]: value })),
  fc
    .tuple(comparisons, comparisons, scalars, scalars)
    .map(([one, other, x, y]) => ({ [one]: x, [other]: y })),
  fc
    .tuple(fc.constantFrom('$in', '$nin'), fc.array(anything, { maxLength: 4 }))
    .map(([name, list]) => ({ [name]: list })),
  fc.boolean().map((exists) => ({ $exists: exists })),
  fc.tuple(comparisons, scalars).map(([operator, value]) => ({ $not: { [operator]: value } })),
);
const simpleFilters = fc.tuple(paths, conditions).map(([path, condition]) => ({ [path]: condition }));
export const filters: fc.Arbitrary<Document> = fc.oneof(
  fc.constant({}),
  simpleFilters,
  fc
    .tuple(fc.constantFrom('$and', '$or'), fc.array(simpleFilters, { minLength: 1, maxLength: 3 }))
    .map(([name, parts]) => ({ [name]: parts })),
);
export const sorts = fc
  .tuple(
    fc.uniqueArray(fc.tuple(paths, fc.constantFrom(1, -1)), {
      maxLength: 2,
      selector: ([path]) => path.slice(0, 1),
    }),
  )
  .map(([keys]) => ({ ...Object.fromEntries(keys), _id: 1 as const }));
