import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createControlFile, createDatabase } from '@resite/lab/create';
import { startWindowsComputer, type WindowsComputer } from '../../../../../scripts/servers/windows-computer.ts';
import { equip } from './equip.ts';
import { type ComputerName, packages, plan, shareable, siteOf } from './plan.ts';
import { setUpSite } from './set-up-site.ts';

/** The site server of P01 and that of its secondary S01: computers of Wine and smbd with real services. */
export interface WindowsSite {
  readonly hq: WindowsComputer;
  readonly branch: WindowsComputer;
  /** The SQLite file that stands for the database of P01. */
  readonly database: string;
  /** The server of the branch is lost, and a fresh computer of its name, at its address, takes its place. */
  loseBranch(): Promise<void>;
  stop(): Promise<void>;
}

/** Sets up both sites below the folder and starts the services. */
export async function startWindowsSite(folder: string): Promise<WindowsSite> {
  const [hq, branch] = await startBoth(folder);
  const current = { hq, branch };
  const stamp = Math.floor(Date.now() / 1000) - 86_400;
  const controlFile = (name: ComputerName, other: ComputerName) =>
    createControlFile({
      site: siteOf[name],
      machine: plan.machines[name],
      password: current.hq.password,
      neighbours: [{ code: siteOf[other].code, server: other }],
      stamp,
    });
  const controlFiles = { P01: controlFile('HQ1', 'BRANCH1'), S01: controlFile('BRANCH1', 'HQ1') };
  createDatabase(hq.folder, plan, controlFiles, stamp);
  const { password } = hq;
  await Promise.all([
    setUpSite(hq, { site: siteOf.HQ1, controlFile: controlFiles.P01, password }),
    setUpSite(branch, { site: siteOf.BRANCH1, controlFile: controlFiles.S01, password, packages }),
  ]);
  for (const { tool, address } of [hq, branch])
    tool('net', ['rpc', 'service', 'start', 'SMS_SITE_CONFIG_MANAGER', '-S', address]);
  return {
    get hq() {
      return current.hq;
    },
    get branch() {
      return current.branch;
    },
    database: join(hq.folder, 'C', 'MSSQL', 'DATA', 'SMSDATA.DAT'),
    async loseBranch() {
      const { address } = current.branch;
      await current.branch.stop();
      await rm(join(folder, 'BRANCH1'), { recursive: true });
      current.branch = await startComputer(folder, 'BRANCH1', address);
    },
    async stop() {
      await Promise.all([current.hq.stop(), current.branch.stop()]);
    },
  };
}

/** When one does not come up, neither stays. */
async function startBoth(folder: string): Promise<[WindowsComputer, WindowsComputer]> {
  const both = [startComputer(folder, 'HQ1'), startComputer(folder, 'BRANCH1')] as const;
  try {
    return await Promise.all(both);
  } catch (error) {
    for (const one of await Promise.allSettled(both)) if (one.status === 'fulfilled') await one.value.stop();
    throw error;
  }
}

async function startComputer(network: string, name: ComputerName, address?: string): Promise<WindowsComputer> {
  const folder = join(network, name);
  await mkdir(folder, { recursive: true });
  const { drives } = plan.machines[name];
  const at = address === undefined ? {} : { address };
  const computer = await startWindowsComputer(folder, { computerName: name, drives, network, shareable, ...at });
  await equip(computer);
  return computer;
}
