import { Logger } from '@nestjs/common';
import { parseArgs } from 'node:util';
import { InvalidSettingsError, loadSettings, readEnvironment, type Settings } from '../config';
import { fail, type Finding } from './checks/check';
import { examine, type Result } from './checks/examination';
import { type Outcome, runCommand } from './run-command';

const USAGE = `Looks at all that Token Ledger needs, says what it finds, and how to put right what is not. Changes nothing.
It ends with 1 if something fails; a warning is no failure.

  npm run doctor
  npm run --silent doctor -- --token <token>    looks at this token, too (without --silent, npm prints it)
`;

async function command(): Promise<Outcome> {
  // What the parts that are tried would log is told as a finding.
  Logger.overrideLogger(false);
  const { values } = parseArgs({
    options: { token: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return { text: USAGE, isWell: true };
  const settings = settingsOrFinding();
  if ('level' in settings) return outcomeOf([{ name: 'settings', finding: settings }]);
  return outcomeOf(await examine({ settings, token: values.token }));
}

function settingsOrFinding(): Settings | Finding {
  try {
    return loadSettings(readEnvironment());
  } catch (error) {
    if (!(error instanceof InvalidSettingsError)) throw error;
    return fail(
      error.message,
      'Correct them, in the environment or in .env: .env.example explains each. Then run this again for the other checks.',
    );
  }
}

function outcomeOf(results: readonly Result[]): Outcome {
  const count = (level: Finding['level']) => results.filter(({ finding }) => finding.level === level).length;
  const summary = `${count('ok')} ok, ${count('warn')} to look at (warn), ${count('fail')} broken (fail), ${count('skip')} skipped`;
  return { text: [...results.map(lineOf), '', summary].join('\n'), isWell: count('fail') === 0 };
}

const LEVEL_WIDTH = 6;
const NAME_WIDTH = 16;
const INDENT = ' '.repeat(LEVEL_WIDTH + NAME_WIDTH);

function lineOf({ name, finding }: Result): string {
  const found = finding.found.replaceAll('\n', `\n${INDENT}`);
  const line = `${finding.level.padEnd(LEVEL_WIDTH)}${name.padEnd(NAME_WIDTH)}${found}`;
  return 'fix' in finding ? `${line}\n${INDENT}-> ${finding.fix}` : line;
}

runCommand(command);
