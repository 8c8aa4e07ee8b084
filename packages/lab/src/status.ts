import { join } from 'node:path';
import { defined, isResiteError } from '@resite/errors';
import { labHost, type Service } from '@resite/host';
import { siteDatabase } from '@resite/site/database/site-database';
import { type LabClient, listClients } from './client/set-up-clients.ts';
import { type LabFile, type LabSite, readLab } from './lab-file.ts';
import { machineState } from './power.ts';

export interface LabStatus {
  readonly folder: string;
  readonly minuteMs: number;
  readonly machines: readonly MachineStatus[];
  readonly sites: readonly SiteStatus[];
  readonly clients: readonly LabClient[];
}

export interface MachineStatus {
  readonly name: string;
  readonly folder: string;
  /** `missing` once its folder was destroyed. */
  readonly state: 'up' | 'down' | 'missing';
  readonly pid?: number;
  /** Sorted by name; empty unless the machine is up. */
  readonly services: readonly Service[];
}

export interface SiteStatus {
  readonly code: string;
  readonly name: string;
  /** Site code, '' when it has no parent. */
  readonly parent: string;
  readonly machine: string;
  /**
   * `ACTIVE`, `PENDING` and so on, as the database of the parent (of the site itself at the top) says; undefined when it
   * does not answer.
   */
  readonly status?: string;
  /** Time stamp of the latest control file that the site reported with. */
  readonly reported?: Date;
}

/** What runs, and what the hierarchy knows of itself. */
export async function labStatus(folder: string): Promise<LabStatus> {
  const lab = await readLab(folder);
  const names = Object.keys(lab.machines);
  return {
    folder,
    minuteMs: lab.minuteMs,
    machines: await Promise.all(names.map(name => machineStatus(folder, name))),
    sites: await Promise.all(Object.values(lab.sites).map(site => siteStatus(folder, lab, site))),
    clients: await listClients(folder),
  };
}

async function machineStatus(labFolder: string, name: string): Promise<MachineStatus> {
  const folder = join(labFolder, name);
  const { state, pid } = await machineState(folder);
  if (pid === undefined) return { name, folder, state, services: [] };
  const services = await ask(name, folder, host => host.services.list());
  return { name, folder, state, pid, services: services ?? [] };
}

async function siteStatus(labFolder: string, lab: LabFile, site: LabSite): Promise<SiteStatus> {
  const { code, name, parent, machine } = site;
  const server = (parent === '' ? site : lab.sites[parent]!).machine;
  const said = await ask(server, join(labFolder, server), async host => {
    const { siteStatus: find, actualStamp } = siteDatabase(host);
    return { status: (await find(code))?.status, reported: await actualStamp(code) };
  });
  return {
    code,
    name,
    parent,
    machine,
    ...defined({ status: said?.status, reported: said?.reported }),
  };
}

/** Undefined when the machine, or its database, does not answer. */
async function ask<Result>(
  name: string,
  machine: string,
  question: (host: ReturnType<typeof labHost>) => Promise<Result>,
): Promise<Result | undefined> {
  const host = labHost({ name, machine });
  try {
    return await question(host);
  } catch (error) {
    if (isResiteError(error, 'HOST_DOWN', 'DATABASE_UNREACHABLE')) return undefined;
    throw error;
  } finally {
    await host.close();
  }
}
