/** What a problem is about; see the README for what each means to Windows. */
export type HiveProblemKind =
  | 'header'
  | 'checksum'
  | 'sequence'
  | 'bin'
  | 'cell'
  | 'unreadable'
  | 'count'
  | 'parent'
  | 'order'
  | 'duplicate'
  | 'list'
  | 'clue'
  | 'largest'
  | 'segments'
  | 'ring'
  | 'references'
  | 'flags'
  | 'volatile'
  | 'leak';

/** Something in a hive that is not as Windows would have written it. */
export interface HiveProblem {
  kind: HiveProblemKind;
  /** `damage`: data is lost, or Windows may refuse or misread it. `flaw`: Windows reads over it or repairs it. */
  severity: 'damage' | 'flaw';
  /** From the start of the file. */
  offset: number;
  /** Of the key, where one is known; it begins with the name of the root. */
  path?: string;
  message: string;
}

const flaws: ReadonlySet<HiveProblemKind> = new Set(['largest', 'volatile', 'leak', 'flags']);

export function severityOf(kind: HiveProblemKind): HiveProblem['severity'] {
  return flaws.has(kind) ? 'flaw' : 'damage';
}
