import { shortId } from '@resite/errors';
import type { Style } from '../output.ts';
import { plural } from '../text.ts';
import type { RecoveredEvent } from './maintenance-events.ts';
import { describeLosses } from './text-losses.ts';

export function describeRecovered({ snapshot, roots, unreadable }: RecoveredEvent, style: Style): string[] {
  const lossy = roots.filter(({ losses }) => losses.length > 0);
  return [
    ...unreadable.map(id => style('red', `Tree ${id} cannot be read`)),
    ...lossy.flatMap(({ tree, losses }) => [
      style('bold', `Folder ${tree} has lost data`),
      ...describeLosses(losses, { isStored: true }),
    ]),
    ...(snapshot === undefined
      ? ['Nothing is there that no snapshot holds']
      : [
          `Snapshot ${shortId(snapshot)}, tagged recovered, holds ${plural(roots.length, 'folder')} that no snapshot held`,
          `To see what is in it: resite repo ls ${shortId(snapshot)}`,
        ]),
  ];
}
