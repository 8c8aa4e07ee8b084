import type { Host } from '@resite/host';
import type { SiteDescription } from '../../description.ts';
import type { LeftOut } from '../../left-out.ts';
import type { Profile } from '../../profiles/profile.ts';

export interface RestoreSituation {
  /** The site as the snapshot has it. */
  readonly description: SiteDescription;
  /** Beside those that come with Resite. */
  readonly profiles?: readonly Profile[];
  readonly target: Host;
  /** Left out when the restore is only rehearsed: then nothing is asked of a parent. */
  readonly parent?: Host;
  /** Servers that do part of the work of the site, as configured. */
  readonly helpers?: readonly Host[] | undefined;
  /** `DOMAIN\user` of the service account; undefined when no service of the site needs one. */
  readonly account?: string | undefined;
  /** Clocks that differ are only a warning. */
  readonly acceptClocks?: boolean | undefined;
  /** Without it, nobody tries to log on. */
  readonly password?: string;
  /** Does the snapshot have this file, or this folder? Windows paths, any case. */
  readonly snapshotFiles: { has(path: string, type: 'file' | 'dir'): boolean };
  /** How much the snapshot puts on each drive, by letter; without it free space is not looked at. */
  readonly bytes?: Readonly<Record<string, number>>;
  /** Of the snapshot itself; without it, what the description cannot tell is not looked at. */
  readonly snapshot?: {
    readonly captured: Date;
    /** When the password of this account was set, as it was known at the backup. */
    readonly servicePassword?: { readonly account: string; readonly set: Date };
    /** Every Windows path that the snapshot's own list names. */
    readonly roots: readonly string[];
    /** Entries that a Windows disk cannot hold as they are, and why. */
    readonly misfits: readonly string[];
    /** Parts of the site that it does not hold. */
    readonly leftOut?: readonly LeftOut[];
    /** The registry key that it should hold can be read. */
    readonly registryReadable: boolean;
    /** When a run last read every byte of it; undefined when none did. */
    readonly verified?: Date;
    /** How many days a snapshot is good for. */
    readonly usefulLifeDays: number;
  };
}
