import { once } from 'node:events';
import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Child, untilReady } from '../child.ts';
import { startInNamespace } from '../namespace.ts';
import { serverFolders } from '../smb-configuration.ts';
import { type SmbServerSettings, smbdCommand, smbServerAnswers } from '../smb-server.ts';
import { prefixFolder } from './new-disk.ts';
import { inOwnWorld, ownWorldFlags } from './own-world.ts';
import { pipeIsServed } from './pipe-stand-in.ts';
import type { Pipes } from './pipe-worker.ts';
import { shareLines, shareLinks } from './share-command.ts';
import { win32Program } from './win32-programs.ts';
import { wineEnvironment } from './wine-environment.ts';

/** A computer that runs. */
export interface Power {
  /** Its first process is smbd. */
  readonly child: Child;
  /** What passes on from the pipes of smbd to those of Wine; a thread, for tests may wait for Samba's tools without a turn of theirs. */
  readonly pipes: Worker;
}

/** Ports of the computer's address at which the relay in Wine listens, by the name of the pipe. */
const relayPorts = { svcctl: 9001, atsvc: 9002 };

/** Samba's helpers are started here: one of their sockets is taken over before anybody asks. */
const helpers = ['rpcd_classic', 'rpcd_winreg', 'rpcd_lsad'];

/** What a computer wants of smbd's configuration; what that needs is written into the folder. */
export function computerLines(folder: string): string[] {
  const administrators = ['[ADMIN$]', `path = ${join(folder, 'C', 'windows')}`, 'read only = no', 'admin users = root'];
  const asWineMakesFiles = ['create mask = 0644', 'directory mask = 0755'];
  return ['rpc start on demand helpers = false', ...asWineMakesFiles, ...shareLines(folder), ...administrators];
}

/** What Wine starts first boots it, and with it the services that start by themselves. */
const boot = `
hostname "$1"; shift
mount --bind hosts /etc/hosts
while [ "$1" != -- ]; do
  ln -s "$1" "$2"
  shift 2
done
shift
wineserver --persistent
wine "$1" "$2" ${Object.entries(relayPorts)
  .map(([pipe, port]) => `${port} ${pipe}`)
  .join(' ')} </dev/null >/dev/null 2>&1 &
cd /usr/libexec/samba
./samba-dcerpcd --configfile="$3" --foreground --no-process-group ${helpers.map(name => `$PWD/${name}`).join(' ')} &
shift 3
exec "$@"
`;

export interface PowerOptions {
  readonly network?: string | undefined;
  /** Folders that can be shared, in the root of a drive. */
  readonly shareable?: readonly string[] | undefined;
}

export async function powerOn(settings: SmbServerSettings, { network, shareable = [] }: PowerOptions): Promise<Power> {
  const { folder, address, computerName, configurationFile, kind } = settings;
  const relay = join(folder, prefixFolder, 'pipe-relay.exe'); // where it is seen, and no drive has it
  copyFileSync(await win32Program('pipe-relay'), relay);
  const sockets = join(folder, serverFolders['ncalrpc dir'], 'np');
  rmSync(sockets, { recursive: true, force: true }); // those of before a power cut
  const socketOf = (pipe: string) => join(sockets, pipe);
  const links = shareLinks(folder, shareable);
  // smbd looks up its own name for every session, and a name server may take 5 seconds
  writeFileSync(join(folder, 'hosts'), `127.0.0.1 localhost\n${address} ${computerName}\n`);
  const args = [computerName, ...links, '--', relay, address, configurationFile, ...smbdCommand(settings)];
  const child = startInNamespace(
    inOwnWorld({ folder, network }, boot, args),
    ownWorldFlags,
    wineEnvironment(join(folder, prefixFolder)),
  );
  await untilReady(child, () => smbServerAnswers(settings));
  await untilReady(child, () => (['svcctl', 'winreg'].every(pipe => existsSync(socketOf(pipe))) ? true : undefined));
  const place = (pipe: keyof typeof relayPorts) => ({ socketPath: socketOf(pipe), address, port: relayPorts[pipe] });
  await untilReady(child, async () => (await pipeIsServed(place('svcctl'))) || undefined);
  const pipes = await startPipes({ svcctl: place('svcctl'), atsvc: place('atsvc'), isNt4: kind === 'nt4' });
  return { child, pipes };
}

async function startPipes(pipes: Pipes): Promise<Worker> {
  const worker = new Worker(new URL('pipe-worker.ts', import.meta.url), { workerData: pipes, execArgv: [] });
  await once(worker, 'message');
  worker.unref();
  return worker;
}
