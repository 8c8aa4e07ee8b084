import type { Host } from '@resite/host';
import type { SiteDescription } from '../../description.ts';

export interface RevivalSituation {
  /** The site as the snapshot has it. */
  readonly description: SiteDescription;
  readonly target: Host;
  readonly parent: Host;
  /** When the restore began, by the clock of this computer; only what happened since is a sign of life. */
  readonly since: Date;
}
