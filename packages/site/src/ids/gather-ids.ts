import { formatUid, parseUid } from '../uid.ts';

export interface IdEvidence {
  /** File paths, of a snapshot or a disk, in either spelling: UID files, `*.INS` and `*.HMS` are named after an ID. */
  readonly paths?: Iterable<string>;
  /** IDs that a database reported. */
  readonly reported?: Iterable<string>;
  /** `SMS Unique ID` of SMS.INI files. */
  readonly clients?: Iterable<string>;
}

/**
 * Every SMS ID that the evidence shows, each once, sorted: names of UID files (the next ID of a logon server), of PCM
 * instructions and of inventory histories, what the database knows, what clients carry. IDs of any site count:
 * a client keeps its ID when it moves (Q127052). What is no ID is passed over.
 */
export function gatherIds(evidence: IdEvidence): string[] {
  const files = [...(evidence.paths ?? [])].filter(path => /\.(uid|ins|hms)$/i.test(path)).map(stem);
  const ids = [...files, ...(evidence.reported ?? []), ...(evidence.clients ?? [])]
    .map(text => parseUid(text.trim()))
    .filter(uid => uid !== undefined);
  return [...new Set(ids.map(formatUid))].sort();
}

function stem(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1, -4);
}
