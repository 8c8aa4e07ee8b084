import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem';
import type { DomainRole } from '@resite/host';
import { sameName } from '@resite/registry/names';
import type { LabRemedy } from './remedy.ts';
import type { Release } from './sms/release.ts';

/** What `lab.json` records: how the hierarchy was built, so that machines can be rebuilt and found again. */
export interface LabFile {
  readonly version: 1;
  /**
   * Length of one lab minute in milliseconds. Every interval that SMS counts in minutes passes at this pace; clocks and
   * time stamps are real time.
   */
  readonly minuteMs: number;
  /** Default `processes`. */
  readonly services?: ServicePlace;
  readonly machines: Readonly<Record<string, MachineSettings>>;
  readonly sites: Readonly<Record<string, LabSite>>;
}

/**
 * Where services run: each in a process of its own, as on a real machine, or all `inside` of their machine's, which costs
 * little: then none can die or hang without the others.
 */
export type ServicePlace = 'processes' | 'inside';

/** A computer as its Windows NT was set up. */
export interface MachineSettings {
  readonly computerName: string;
  readonly domain: string;
  /** Upper-case letters in order. */
  readonly drives: readonly string[];
  readonly systemRoot: string;
  readonly windowsVersion: string;
  readonly servicePack: string;
  /** `X86`, `ALPHA` or `MIPS`. */
  readonly platform: string;
  /** Accounts (`DOMAIN\user`) that have the right "Log on as a service" here. */
  readonly serviceLogonRight: readonly string[];
  /** Default `server`, a member of its domain. */
  readonly role?: DomainRole;
  /** Hotfixes of Windows NT. */
  readonly hotfixes?: readonly string[];
}

export interface LabSite {
  readonly code: string;
  /** Site code, '' when the site has no parent. */
  readonly parent: string;
  readonly name: string;
  readonly machine: string;
  /** Windows path of the SMS root directory. */
  readonly root: string;
  readonly account: string;
  /** Its release of SMS; default 1.1. */
  readonly sms?: Release;
  /** Machines that are logon servers beside the site server. */
  readonly logonServers?: readonly string[];
  /** Those of them that do part of the work of the site server. */
  readonly helperServers?: readonly string[];
}

/** `LAB_MISSING` when the folder holds no lab. */
export async function readLab(folder: string): Promise<LabFile> {
  const path = join(folder, 'lab.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) throw missing(folder, 'there is no lab.json', error);
    throw error;
  });
  const lab = parse(text, folder);
  if (lab.version !== 1) throw missing(folder, `its lab.json has version ${lab.version}, and only 1 is known`);
  return lab;
}

export async function writeLab(folder: string, lab: LabFile): Promise<void> {
  await writeFileDurably(join(folder, 'lab.json'), `${JSON.stringify(lab, undefined, 2)}\n`);
}

/** `HOST_UNKNOWN` when the lab has no such machine. Names compare without case. */
export function machineSettings(lab: LabFile, name: string): MachineSettings {
  return lab.machines[machineName(lab, name)]!;
}

/** The name as the lab spells it, which is also the name of the machine's folder. */
export function machineName(lab: LabFile, name: string): string {
  const found = Object.keys(lab.machines).find(known => sameName(known, name));
  if (found !== undefined) return found;
  throw new ResiteError('HOST_UNKNOWN', `the lab has no machine ${name}`, {
    hint: `Its machines are ${Object.keys(lab.machines).join(' and ')}.`,
  });
}

/** `SITE_UNKNOWN` when the lab has no such site. */
export function labSite(lab: LabFile, code: string): LabSite {
  const site = Object.values(lab.sites).find(known => sameName(known.code, code));
  if (site !== undefined) return site;
  throw new ResiteError('SITE_UNKNOWN', `the lab has no site ${code}`, {
    hint: `Its sites are ${Object.keys(lab.sites).join(' and ')}.`,
  });
}

function parse(text: string, folder: string): LabFile {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw missing(folder, 'its lab.json is damaged', error);
    throw error;
  }
}

function missing(folder: string, reason: string, cause?: unknown): ResiteError {
  return new ResiteError('LAB_MISSING', `${resolve(folder)} holds no lab: ${reason}`, {
    remedy: { kind: 'create-lab', folder } satisfies LabRemedy,
    cause,
  });
}
