import type { Call } from '../world/call.ts';
import type { RunningStory } from './running-story.ts';

type Change = { readonly id: string } & (
  | { readonly what: 'stored' }
  | { readonly what: 'removed'; readonly keep: number }
);

/** Watches which snapshots go: of a site, never one of the latest, of which the rule that was typed keeps so many. */
export function watchRetention({ typed, committed, seen }: RunningStory) {
  const changes: Change[] = [];
  return {
    onCall({ process, place, operation, subject: id, way }: Call): void {
      if (place !== 'repository' || way !== 'back') return;
      if (operation === 'commit') changes.push({ what: 'stored', id });
      if (operation !== 'remove snapshots') return;
      const command = typed.find(each => each.process === process)?.command;
      changes.push({ what: 'removed', id, keep: command?.type === 'forget' ? command.keep : Number.POSITIVE_INFINITY });
    },
    /** When the snapshots are known. */
    judge(): void {
      const known = new Map(committed.map(snapshot => [snapshot.id, snapshot]));
      const there = new Map<string, (typeof committed)[number]>();
      for (const change of changes) {
        const snapshot = known.get(change.id);
        if (snapshot === undefined) continue;
        if (change.what === 'stored') {
          there.set(change.id, snapshot);
          continue;
        }
        const later = [...there.values()].filter(({ site, time }) => site === snapshot.site && time > snapshot.time);
        if (later.length < change.keep)
          seen.push({
            invariant: 'retention',
            what: `${snapshot.id.slice(0, 8)} of ${snapshot.site} was removed, and the rule keeps it`,
          });
        there.delete(change.id);
      }
    },
  };
}
