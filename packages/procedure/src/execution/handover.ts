import type { Look } from '../capture/look.ts';
import type { StoppedCopy } from '../capture/stopped-copy.ts';

/**
 * What captures hand over, by host, in the memory of the process that performs them, and nowhere else: it is as large as what
 * changed, and to write it down would take time in which services are down. An engine that performs the steps of one run in
 * several processes cannot carry it. Without a look, a capture lists and reads anew what a look would have spared it, and
 * stores it at once, with the services still stopped. Without its copy, a commit fails, and the next run saves the site as it is
 * then: so whoever repeats a commit in another process repeats its capture first.
 */
export interface InMemoryHandover {
  /** From the pre-copy to the capture. */
  readonly looks: Map<string, Look>;
  /** From the capture to the commit: what was copied with the services stopped and is to be stored, and the tree of the pre-copy. */
  readonly copies: Map<string, { readonly copy: StoppedCopy; readonly parent: string }>;
}

export const emptyHandover = (): InMemoryHandover => ({ looks: new Map(), copies: new Map() });
