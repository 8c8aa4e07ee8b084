import type { Host } from '@resite/host';
import type { SiteDescription } from '../../description.ts';

/** What can be seen of a restored site on its own server. */
export interface SignSituation {
  /** The site as the snapshot has it. */
  readonly description: SiteDescription;
  readonly target: Host;
  /** When the restore began, by the clock of this computer; only what happened since is a sign of life. */
  readonly since: Date;
}

export interface RevivalSituation extends SignSituation {
  readonly parent: Host;
}
