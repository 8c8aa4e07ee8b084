import type { ResiteError } from '@resite/errors';
import type { Journal } from '@resite/procedure/journal';
import type { Config } from '../../config/config.ts';
import type { Context } from '../../context.ts';

/** A host that is up answers at once; a command that looks at the journal must not wait long for one that is not. */
const patience = 10_000;

/**
 * Asks the hosts of resite.yaml whether a run that this journal does not know has stopped their services, and warns of all but
 * the first one, which is to be thrown. `silent` are those that gave no answer, which is noted.
 */
export async function lookForUnknown(
  { emit }: Pick<Context, 'emit'>,
  { hosts }: Config,
  journal: Pick<Journal, 'runs' | 'loss'>,
): Promise<{ unknown: ResiteError[]; silent: string[] }> {
  const loss = journal.loss() ?? [];
  if (Object.values(hosts).every(({ driver }) => driver === 'image')) return { unknown: [loss].flat(), silent: [] };
  const { lookAtHosts } = await import('@resite/procedure/host-memory');
  const { unknown, silent } = await lookAtHosts(hosts, journal, patience);
  for (const [name, why] of silent) {
    emit({ message_type: 'note', text: `Whether a lost run holds services of ${name} is not known: ${why}` });
  }
  const [first, ...others] = [...unknown, loss].flat();
  for (const { message } of others) emit({ message_type: 'warning', text: message });
  return { unknown: first === undefined ? [] : [first], silent: [...silent.keys()] };
}
