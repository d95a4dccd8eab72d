import { Program } from './service-process';

/** What a command of ours printed, and how it ended. */
export interface Printed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of ours as a process of its own, with no environment but the given one. */
export async function runCommand(
  script: string,
  directory: string,
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Printed> {
  const program = new Program(script, directory, environment, args);
  const { code } = await program.exit();
  return { code, stdout: program.stdout, stderr: program.stderr };
}
