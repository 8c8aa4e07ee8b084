/**
 * The process of a powered-on machine: `main.ts <machine folder> [--exit-with <pid>]`. Ends with 0 at once when another
 * process runs the machine already, and in order when it is told to (SIGTERM).
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isSystemError } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem';
import { folderFence, type LabServer, serveLab } from '@resite/host';
import { holdPresence, type Presence } from '../presence.ts';
import { log, type Machine, openMachine } from './machine.ts';
import { runOnce } from './run-once.ts';

const [folder = '', option, pid] = process.argv.slice(2);

let machine: Machine | undefined;
let server: LabServer | undefined;
let socketFolder: string | undefined;
const presence = { pid: process.pid, socket: '', computerName: '' };
const network = await holdPresence(folder, async (): Promise<Presence> => {
  const shares = (await machine?.shares.list()) ?? [];
  return { ...presence, shares: Object.fromEntries(shares.map(({ name, path }) => [name.toUpperCase(), path])) };
});
if (network === undefined) process.exit(0);

const { ino } = await stat(folder);
setInterval(() => void watchFolder(), 500).unref();
const ownerWatch = option === '--exit-with' ? setInterval(() => void watchOwner(Number(pid)), 500).unref() : undefined;

machine = await openMachine(folder);
presence.computerName = machine.identity.computerName;
log(`${presence.computerName} is powered on`);
const starting = machine.services.startAutomatic();
await runOnce(machine);
socketFolder = await mkdtemp(join(tmpdir(), 'resite-lab-'));
const socket = join(socketFolder, 'machine');
server = await serveLab(socket, machine.handlers, {
  fence: folderFence(folder),
  name: basename(folder),
  onFault: (error, operation) => console.error(`${operation}:`, error),
});
await writeFileDurably(join(folder, 'machine.json'), `${JSON.stringify({ pid: process.pid, socket })}\n`);
presence.socket = socket;
process.once('SIGTERM', () => void powerOff());
await starting;

async function powerOff(): Promise<never> {
  log(`${presence.computerName} is powering off`);
  await rm(join(folder, 'machine.json'), { force: true });
  await server?.close();
  await machine?.shutDown();
  return end();
}

/** A machine whose disks are gone is gone; its services end with it. */
async function watchFolder(): Promise<void> {
  try {
    if ((await stat(folder)).ino === ino) return;
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
  await end();
}

async function watchOwner(owner: number): Promise<void> {
  try {
    process.kill(owner, 0);
  } catch (error) {
    if (!isSystemError(error, 'ESRCH')) throw error;
    clearInterval(ownerWatch);
    await powerOff();
  }
}

async function end(): Promise<never> {
  if (socketFolder !== undefined) await rm(socketFolder, { recursive: true, force: true });
  process.exit(0);
}
