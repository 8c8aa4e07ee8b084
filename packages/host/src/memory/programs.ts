import { upcase } from '@resite/registry/names';
import type { CommandResult } from '../host.ts';
import type { MemoryMachine } from './machine.ts';

/** Runs a program by the name of its file, as a command prompt would. What the world does not know is not there. */
export function runProgram(
  machine: MemoryMachine,
  program: string,
  args: readonly string[],
): CommandResult | Promise<CommandResult> {
  const name = upcase(program.slice(program.lastIndexOf('\\') + 1));
  const known = machine.world.programs;
  if (known !== undefined && Object.hasOwn(known, name)) return known[name]!(machine, program, args);
  return {
    exitCode: 1,
    output: `The name specified is not recognized as an internal or external command: ${program}\r\n`,
  };
}
