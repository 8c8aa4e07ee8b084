import type { Template } from '../world/template.ts';
import type { World } from '../world/world.ts';
import type { Typed } from './commands.ts';
import type { Fault } from './fault.ts';
import type { Story } from './story.ts';

/** A story while it happens. */
export interface RunningStory {
  readonly story: Story;
  readonly world: World;
  readonly template: Template;
  /** Everything that was typed, in order. */
  readonly typed: Typed[];
  /** What was seen to be not as promised. */
  readonly seen: { readonly invariant: string; readonly what: string }[];
  /** What is looked at when everything is over: it does not change any more. */
  readonly looks: (() => Promise<void>)[];
  /** Numbers of the processes that have stopped a service. */
  readonly stoppedBy: Set<number>;
  /** Numbers of the processes on the second computer. */
  readonly second: Set<number>;
  /** What came, as far as there was something that it could come to. */
  readonly struck: Fault['kind'][];
  readonly ids: Ids;
  /** IDs of the snapshots that the commands have made, in order. */
  readonly made: string[];
  /** Every snapshot that ever became visible; known when everything is over. */
  readonly committed: { readonly id: string; readonly site: string; readonly time: string }[];
  /** Hosts whose site is lost and not restored yet. */
  readonly lost: Set<string>;
  /** The ID of the snapshot that is restored. */
  restored: string | undefined;
  /** How many faults there were. */
  disasters: number;
}

/** What was given out at the logon servers of the site, whatever anybody remembers of it. */
export interface Ids {
  /** Every SMS ID that a client has. */
  readonly given: Set<string>;
  /** By range. */
  readonly holders: Map<number, string>;
  /** Those beside the site server, in the order in which they came. */
  readonly logonServers: string[];
  /** Those of them that resite.yaml lists. */
  readonly listed: string[];
  /** Who was given a range since the backup that a restore would be of. */
  readonly moved: Set<string>;
}

/** True once the condition holds, or so many minutes have passed. */
export function after({ world }: RunningStory, count: number, condition: () => boolean): () => boolean {
  const end = world.time.now + count * 60_000;
  world.time.after(count * 60_000, () => {});
  return () => condition() || world.time.now >= end;
}

export const isOver = ({ process }: Typed) => process.state === 'dead';

export const isQuiet = ({ world }: RunningStory) =>
  world.computers.every(({ processes }) => [...processes.values()].every(({ state }) => state === 'frozen'));
