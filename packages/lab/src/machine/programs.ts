import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isResiteError, isSystemError } from '@resite/errors';
import type { CommandResult } from '@resite/host';
import { upcase } from '@resite/registry/names';
import { localPath } from '../local-path.ts';
import type { Machine } from './machine.ts';
import { setUpSiteServer } from './set-up-site-server.ts';

type Program = (machine: Machine, path: string, args: string[]) => Promise<CommandResult>;

const clientSetup = { run: (machine: Machine, path: string) => setUpSiteServer(machine, dirname(path)), onDisk: true };

/** By the name of their file. The batch files must lie on the disk; the others come from the product CD. */
const programs: Readonly<Record<string, { run: Program; onDisk: boolean }>> = {
  'RUNSMS.BAT': clientSetup,
  'SMSLS.BAT': clientSetup,
  'SENDCODE.EXE': { run: sendCode, onDisk: false },
};

/** Runs a program as a command prompt would; the lab knows only those of SMS. */
export async function runProgram(machine: Machine, program: string, args: string[]): Promise<CommandResult> {
  const name = upcase(program.slice(program.lastIndexOf('\\') + 1));
  const known = Object.hasOwn(programs, name) ? programs[name] : undefined;
  const path = known?.onDisk && /^[A-Z]:\\/i.test(program) ? localPath(machine.folder, program) : program;
  if (known === undefined || (known.onDisk && !(await isFile(path)))) {
    return {
      exitCode: 1,
      output: `The name specified is not recognized as an internal or external command: ${program}\r\n`,
    };
  }
  return known.run(machine, path, args);
}

/** SENDCODE <service> <code> (Q168682): a control code of its own meaning for a running service. */
async function sendCode(machine: Machine, _path: string, [service, code]: string[]): Promise<CommandResult> {
  const number = Number(code);
  if (service === undefined || !Number.isInteger(number) || number < 128 || number > 255) {
    return { exitCode: 1, output: 'Usage: SENDCODE <service> <code from 128 to 255>\r\n' };
  }
  try {
    machine.services.control(service, number);
    return { exitCode: 0, output: `Sent code ${number} to ${service}.\r\n` };
  } catch (error) {
    if (!isResiteError(error, 'SERVICE_MISSING', 'COMMAND_FAILED')) throw error;
    return { exitCode: 1, output: `${error.message}\r\n` };
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
