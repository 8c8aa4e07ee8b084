import { mkdtemp, readFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isSystemError } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem';

/** The longest path of a socket on Linux, in bytes. */
const longest = 107;

/** A path at which a machine can answer: in its own folder, or in a private one elsewhere when that path is too long. */
export async function newSocketPath(machine: string): Promise<string> {
  const path = join(machine, 'socket');
  return Buffer.byteLength(path) <= longest ? path : join(await mkdtemp(join(tmpdir(), 'resite-lab-')), 'socket');
}

/** Says where the machine answers (`runningMachine` of the host package reads it). */
export async function writeMachineFile(machine: string, socket: string): Promise<void> {
  await writeFileDurably(join(machine, 'machine.json'), `${JSON.stringify({ pid: process.pid, socket })}\n`);
}

/** Removes `machine.json` and the socket that it names; what is not there is no error. */
export async function removeMachineFile(machine: string): Promise<void> {
  const path = join(machine, 'machine.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (text === undefined) return;
  const { socket } = JSON.parse(text) as { socket: string };
  await rm(socket, { force: true });
  if (dirname(socket) !== machine) {
    await rmdir(dirname(socket)).catch((error: unknown) => {
      if (!isSystemError(error, 'ENOENT')) throw error;
    });
  }
  await rm(path, { force: true });
}
