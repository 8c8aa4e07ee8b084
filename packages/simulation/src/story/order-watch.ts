import type { ProcedureEvent } from '@resite/procedure';
import type { Typed } from './commands.ts';
import type { RunningStory } from './running-story.ts';

/** Watches in which order what was begun is put back, by process and lane. */
export function watchOrder({ seen }: RunningStory) {
  const begun = new Map<string, string[]>();
  const putBack = new Map<string, string[]>();
  const listOf = (lists: Map<string, string[]>, key: string) => {
    const list = lists.get(key) ?? [];
    lists.set(key, list);
    return list;
  };
  return {
    onEvent(event: ProcedureEvent, { process }: Typed): void {
      if (event.message_type !== 'step_started' && event.message_type !== 'step_finished') return;
      const { step_id: id, lane = '' } = event;
      const key = `${process.number} ${lane}`;
      const order = listOf(begun, key);
      if (event.message_type === 'step_started') order.push(id);
      else if (event.state === 'compensated') {
        const earlier = listOf(putBack, key).find(other => order.lastIndexOf(other) < order.lastIndexOf(id));
        if (earlier !== undefined) seen.push({ invariant: 'last-first', what: `${earlier} was put back before ${id}` });
        listOf(putBack, key).push(id);
      }
    },
  };
}
