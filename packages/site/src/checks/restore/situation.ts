import type { Host } from '@resite/host';
import type { SiteDescription } from '../../description.ts';

export interface RestoreSituation {
  /** The site as the snapshot has it. */
  readonly description: SiteDescription;
  readonly target: Host;
  /** Left out when the restore is only rehearsed: then nothing is asked of a parent. */
  readonly parent?: Host;
  /** `DOMAIN\user` of the service account, and its password. */
  readonly account: string;
  readonly password: string;
  /** Does the snapshot have this file or folder? Windows paths, any case. */
  readonly snapshotFiles: { has(path: string): boolean };
  /** How much the snapshot puts on each drive, by letter; without it free space is not looked at. */
  readonly bytes?: Readonly<Record<string, number>>;
}
