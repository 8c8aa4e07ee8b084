import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defined, ResiteError } from '@resite/errors';
import { sameName, upcase } from '@resite/registry/names';
import { installWindows } from './create/windows.ts';
import { type MachineSettings, writeLab } from './lab-file.ts';
import { writeAccounts } from './machine/accounts.ts';
import { everyoneControls } from './sms/security-descriptors.ts';

/** The server that a site is to be rehearsed on, as the site knew it. */
export interface ScratchServer extends Omit<MachineSettings, 'serviceLogonRight'> {
  /** `DOMAIN\user`: accounts of its domain that may log on as a service there, each with any password. */
  readonly accounts: readonly string[];
  /** Computer name of the server that the site sends to; a stand-in for it receives what is sent. */
  readonly parentServer?: string;
}

/** Names of the machines of a scratch lab: not those of the site, which come from outside and would name folders. */
export const scratchMachines = { server: 'SERVER', parent: 'PARENT' } as const;

/** Length of a lab minute in milliseconds. */
export const scratchMinute = 50;

/**
 * Builds a lab of its own in an empty private folder: a bare NT server with the identity of `server`, and the stand-in for its parent, a
 * machine with nothing but the share SMS_SITE. All is off. As machines find each other within one lab only, nothing in it can reach
 * a real machine of the same name. `service.password` holds the password that the bootstrap service is to be given.
 */
export async function createScratchLab(folder: string, server: ScratchServer): Promise<void> {
  const { accounts, parentServer, ...windows } = server;
  checkServer(server);
  const parent = standIn(parentServer, server);
  const machines: Record<string, MachineSettings> = {
    ...defined({ [scratchMachines.parent]: parent }),
    [scratchMachines.server]: { ...windows, serviceLogonRight: accounts },
  };
  await writeAccounts(folder, {}, accounts);
  await writeFile(join(folder, 'service.password'), `${randomBytes(15).toString('base64url')}\n`, { mode: 0o600 });
  for (const [name, settings] of Object.entries(machines)) {
    const building = await installWindows(join(folder, name), settings);
    if (name === scratchMachines.parent) {
      await building.disk.folder(received);
      await building.shares.create({
        name: 'SMS_SITE',
        path: received,
        comment: 'stand-in for the parent of a rehearsal',
        securityDescriptor: everyoneControls,
      });
    }
    await building.finish();
  }
  await mkdir(join(folder, 'clients'), { mode: 0o700 });
  await writeLab(folder, { version: 1, minuteMs: scratchMinute, services: 'inside', machines, sites: {} });
}

const received = 'C:\\RECEIVE';

function standIn(computerName: string | undefined, server: ScratchServer): MachineSettings | undefined {
  if (computerName === undefined || sameName(computerName, server.computerName)) return undefined;
  const { windowsVersion, servicePack, platform } = server;
  return {
    computerName: upcase(computerName),
    domain: 'STANDIN',
    drives: ['C'],
    systemRoot: 'C:\\WINNT35',
    windowsVersion,
    servicePack,
    platform,
    serviceLogonRight: [],
  };
}

/** The identity comes from a snapshot: a drive names a folder, and the Windows directory a path in it. */
function checkServer({ computerName, drives, systemRoot }: ScratchServer): void {
  const faults = [
    ...(computerName === '' ? ['no computer name'] : []),
    ...(drives.length > 0 && drives.every(drive => /^[A-Z]$/.test(drive)) ? [] : [`the drives "${drives.join(', ')}"`]),
    ...(drives.includes(upcase(systemRoot.slice(0, 1))) ? [] : [`Windows in "${systemRoot}"`]),
  ];
  if (faults.length === 0) return;
  throw new ResiteError('SNAPSHOT_INCOMPLETE', `no machine can be built with ${faults.join(' and ')}`, {
    hint: 'The manifest of the snapshot does not describe a computer. Choose another snapshot.',
  });
}
