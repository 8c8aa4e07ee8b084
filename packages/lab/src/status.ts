import type { Service } from '@resite/host';

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
  /** What the database of the parent (of the site itself at the top) says; undefined when it does not answer. */
  readonly status?: 'ACTIVE' | 'PENDING' | 'FAILED' | 'DELETED' | 'UPGRADE';
  /** Time stamp of the latest control file that the site reported with. */
  readonly reported?: Date;
}

export interface LabClient {
  /** Computer name. */
  readonly name: string;
  readonly site: string;
  readonly id: string;
}

/** What runs, and what the hierarchy knows of itself. */
export async function labStatus(_folder: string): Promise<LabStatus> {
  throw new Error('under construction');
}
