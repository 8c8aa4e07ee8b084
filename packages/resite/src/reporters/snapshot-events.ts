import type { PastRehearsal, Provenance } from '@resite/procedure';

export interface SnapshotInfo {
  id: string;
  short_id: string;
  time: string;
  tree: string;
  paths: string[];
  hostname: string;
  username: string;
  tags: string[];
  parent?: string;
  /** Its time has not come: it is never the latest, and no rule of forget counts it. */
  from_future?: true;
  /** It lacks a part of its site. */
  partial?: true;
  /**
   * Whether a run has read every byte of it: when, RFC 3339; false when the run that made it did not; null when the journal
   * does not know. Only where the snapshots of sites are listed.
   */
  read_back?: string | false | null;
  /** Its last rehearsal; null when there was none. Only where the snapshots of sites are listed. */
  rehearsed?: PastRehearsal | null;
  /** Who has signed it, as far as a quick look shows. Only where the snapshots of sites are listed. */
  provenance?: Provenance;
}

export interface NodeEvent {
  message_type: 'node';
  path: string;
  type: string;
  size?: number;
  link_target?: string;
  /** RFC 3339, UTC. */
  mtime: string;
  /** As `ls -l` shows it: `-rw-r--r--`. */
  permissions: string;
}
