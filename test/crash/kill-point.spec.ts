import { killAt } from './kill-point';

describe('a point at which the service is killed', () => {
  const killsAt = (point: string | undefined, steps: readonly string[]) => {
    const reached: number[] = [];
    let number = 0;
    const reach = killAt(point, () => reached.push(number));
    for (const step of steps) {
      number++;
      reach(step);
    }
    return reached;
  };

  it('is the n-th time that a step is reached', () => {
    expect(
      killsAt('after-insert:3', ['after-insert', 'x', 'after-insert', 'after-insert', 'after-insert']),
    ).toEqual([4]);
  });

  it('is the first time where no number is given', () => {
    expect(killsAt('x', ['after-insert', 'x', 'x'])).toEqual([2]);
  });

  it('is never where no step is named', () => {
    expect(killsAt(undefined, ['after-insert'])).toEqual([]);
  });
});
