/**
 * The process of a powered-on machine: `main.ts <machine folder> [--exit-with <pid>]`. Ends with 0 at once when another
 * process runs the machine already, and in order when it is told to (SIGTERM).
 */
import { stat } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import { basename } from 'node:path';
import { isSystemError } from '@resite/errors';
import { folderFence, type LabServer, serveLab } from '@resite/host';
import { newSocketPath, removeMachineFile, writeMachineFile } from '../machine-file.ts';
import { holdPresence } from '../presence.ts';
import { log } from './log.ts';
import type { Machine } from './machine.ts';
import { openMachine } from './open-machine.ts';
import { runOnce } from './run-once.ts';

const [folder = '', option, pid] = process.argv.slice(2);

let machine: Machine | undefined;
let server: LabServer | undefined;
let poweringOff = false;

process.umask(0o077); // what the machine and its services write is private
if ((await holdPresence(folder)) === undefined) process.exit(0);
const { ino } = await stat(folder);
setInterval(() => void watchFolder(), 500).unref();
if (option === '--exit-with') setInterval(() => void watchOwner(Number(pid)), 500).unref();

await removeMachineFile(folder); // of a process that was killed
machine = await openMachine(folder);
flushCompileCache(); // for the services, which share most of the code
log(`${machine.identity.computerName} is powered on`);
const starting = machine.services.startAutomatic();
await runOnce(machine);
const socket = await newSocketPath(folder);
server = await serveLab(socket, machine.handlers, {
  fence: folderFence(folder),
  name: basename(folder),
  onFault: (error, operation) => console.error(`${operation}:`, error),
});
process.on('SIGTERM', () => void powerOff());
await writeMachineFile(folder, socket);
await starting;

async function powerOff(): Promise<void> {
  if (poweringOff) return;
  poweringOff = true;
  log('powering off');
  await removeMachineFile(folder); // from here on it counts as off, though it is not gone
  await server?.close();
  await machine?.shutDown();
  process.exit(0);
}

/** A machine whose disks are gone is gone, with its services: nothing may write there again, not even what Node does at exit. */
async function watchFolder(): Promise<void> {
  try {
    if ((await stat(folder)).ino === ino) return;
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
  process.kill(-process.pid, 'SIGKILL'); // the group that `machineUp` has made for it
}

async function watchOwner(owner: number): Promise<void> {
  try {
    process.kill(owner, 0);
  } catch (error) {
    if (!isSystemError(error, 'ESRCH')) throw error;
    await powerOff();
  }
}
