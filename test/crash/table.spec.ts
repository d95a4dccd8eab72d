import { skipped, type Told } from './scenario';
import { tableOf } from './table';

describe('the table of the crash suite', () => {
  const rowOf = (told: Told) => {
    const scenario = { id: 'R1', promise: 'Nothing is lost', run: () => Promise.resolve(told) };
    return tableOf([{ scenario, told, seconds: 1 }]).split('\n')[2];
  };
  const told: Told = {
    runs: 51,
    kills: 50,
    calls: 100_000,
    lost: 0,
    doubled: 0,
    duplicates: 7,
    recoverySeconds: 1.26,
    violations: [],
    remarks: [],
  };

  it('has a row for each scenario, with its figures', () => {
    expect(rowOf(told)?.split(/ *\| */)).toEqual([
      '',
      'R1',
      'Nothing is lost',
      '51',
      '50',
      '100,000',
      '0',
      '0',
      '7',
      '1.3 s',
      'holds',
      '',
    ]);
  });

  it('says that a promise is broken, whatever the counts say', () => {
    expect(rowOf({ ...told, violations: ['it took too long'] })).toMatch(/BROKEN +\|$/);
  });

  it('says that something could not be tried', () => {
    expect(rowOf(skipped('nothing can be mounted here'))).toMatch(/skipped +\|$/);
  });
});
