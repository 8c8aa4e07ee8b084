import type { Host } from '@resite/host';
import type { SiteDescription } from '../../description.ts';
import type { Profile } from '../../profiles/profile.ts';

/** What can be seen of a restored site on its own server. */
export interface SignSituation {
  /** The site as the snapshot has it. */
  readonly description: SiteDescription;
  readonly target: Host;
  /** Beside those that come with Resite. */
  readonly profiles?: readonly Profile[];
  /** When the restore began, by the clock of this computer; only what happened since is a sign of life. */
  readonly since: Date;
  /** Minutes of the site since its services started, which the deadlines of the signs count in; without it no sign is late. */
  readonly elapsedMinutes?: number;
  /** Real milliseconds of one minute of the site: the time of a lab runs faster. Default 60 000. */
  readonly minuteMs?: number;
}

export interface RevivalSituation extends SignSituation {
  readonly parent: Host;
  /** Servers that do part of the work of the site, as configured. */
  readonly helpers?: readonly Host[] | undefined;
}

/** What the signs on the server are judged by: the situation in the clock of the target. */
export interface TargetSituation extends SignSituation {
  readonly sinceOnTarget: Date;
  /** The clock of the target, read just before. */
  readonly nowOnTarget: Date;
}
