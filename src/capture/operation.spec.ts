import { operationOf } from './operation';

describe('the operation of a route', () => {
  it.each([
    ['/api/test-generation', 'test_generation'],
    ['/api/essays/:id', 'essays'],
    ['/api/essays/:id/grade', 'grade'],
    ['/api/gradeEssay', 'grade_essay'],
    ['/v1/files/*', 'files'],
    ['/:id', 'root'],
    ['/', 'root'],
  ])('of %s is %s', (path, operation) => {
    expect(operationOf(path)).toBe(operation);
  });
});
