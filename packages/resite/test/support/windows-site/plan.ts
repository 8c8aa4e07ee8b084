import type { LabFile, LabSite, MachineSettings } from '@resite/lab/lab-file';

const windows = { systemRoot: 'C:\\WINDOWS', windowsVersion: '6.1', servicePack: '', platform: 'X86' };

function machine(computerName: string, drives: readonly string[]): MachineSettings {
  return { computerName, domain: 'BRANCHDOM', drives, ...windows, serviceLogonRight: [] };
}

/** The account of the services. */
export const account = 'BRANCHDOM\\root';

const primary: LabSite = { code: 'P01', parent: '', name: 'Headquarters', machine: 'HQ1', root: 'C:\\SMS', account };
const secondary: LabSite = { ...primary, code: 'S01', parent: 'P01', name: 'Branch office', machine: 'BRANCH1' };

export type ComputerName = 'HQ1' | 'BRANCH1';

/** A primary and a secondary site, described as a lab is. */
export const plan = {
  version: 1,
  minuteMs: 60_000,
  machines: { HQ1: machine('HQ1', ['C']), BRANCH1: machine('BRANCH1', ['C', 'D']) },
  sites: { P01: primary, S01: secondary },
} satisfies LabFile;

export const siteOf: Readonly<Record<ComputerName, LabSite>> = { HQ1: primary, BRANCH1: secondary };

/** What the branch keeps of packages; smbd tells the path of every share as one of C. */
export const packages = { path: 'C:\\SMS_PKGC', files: 3, bytes: 30_000 };

export const shareable = ['C:\\SMS', packages.path];
