import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { defined, isSystemError, ResiteError } from '@resite/errors';
import { installWindows } from './create/windows.ts';
import { type WindowsRelease, windowsReleases } from './create/windows-releases.ts';
import { machineName, readLab } from './lab-file.ts';
import { removeMachineFile } from './machine-file.ts';
import { machineDown, machineFolder } from './power.ts';
import type { LabRemedy } from './remedy.ts';
import type { Platform } from './sms/platform.ts';

export interface BareMachineOptions {
  computerName?: string;
  domain?: string;
  drives?: string[];
  platform?: Platform;
  windows?: WindowsRelease;
  /** False: the service accounts lack the right to log on as a service here. */
  serviceLogonRight?: boolean;
}

/**
 * A new NT server in place of machine `name`, set up as that one was but without SMS, and powered off. `options` make it
 * differ. The machine must have been destroyed before: `LAB_EXISTS` when its folder is there.
 */
export async function createBareMachine(folder: string, name: string, options: BareMachineOptions = {}): Promise<void> {
  const lab = await readLab(folder);
  const known = machineName(lab, name);
  const settings = lab.machines[known]!;
  const { computerName, domain, drives, platform, windows, serviceLogonRight = true } = options;
  try {
    const building = await installWindows(join(folder, known), {
      ...settings,
      ...(windows && windowsReleases[windows]),
      ...defined({ computerName, domain, drives, platform }),
      serviceLogonRight: serviceLogonRight ? settings.serviceLogonRight : [],
    });
    await building.finish();
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
    throw new ResiteError('LAB_EXISTS', `the lab machine ${known} is still there`, {
      remedy: { kind: 'destroy-machine', folder, machine: known } satisfies LabRemedy,
      cause: error,
    });
  }
}

/** Powers a machine off and deletes its folder: the disaster. */
export async function destroyMachine(folder: string, name: string): Promise<void> {
  const machine = await machineFolder(folder, name);
  await machineDown(folder, name);
  await removeMachineFile(machine);
  await rm(machine, { recursive: true, force: true });
}
