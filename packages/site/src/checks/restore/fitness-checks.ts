import { formatTime } from '@resite/errors';
import { now as present } from '@resite/filesystem/clock';
import { sameName } from '@resite/registry/names';
import { describedPlaces } from '../../discovery/described-places.ts';
import { leftOutText } from '../../left-out.ts';
import { type Check, conclude } from '../check.ts';
import type { RestoreSituation } from './situation.ts';

/** Is the snapshot whole, was it read back, and is it recent enough to be of use? */
export function snapshotFitness(
  { snapshot, snapshotFiles, description }: RestoreSituation,
  now = new Date(present()),
): Check[] {
  if (snapshot === undefined) return [];
  const { captured, roots, leftOut = [], misfits, registryReadable, verified, usefulLifeDays } = snapshot;
  const missing = [
    ...roots.filter(root => !snapshotFiles.has(root, isFile(root, description) ? 'file' : 'dir')),
    ...(registryReadable ? [] : [description.registryKey]),
  ];
  const days = Math.max(0, (now.getTime() - captured.getTime()) / 86_400_000);
  return [
    conclude({
      id: 'snapshot-complete',
      good: missing.length === 0,
      found: missing.length === 0 ? 'all' : `no ${missing.join(', no ')}`,
      wanted: [...roots, description.registryKey].join(', '),
    }),
    conclude({
      id: 'snapshot-whole',
      good: leftOut.length === 0,
      found: leftOut.length === 0 ? 'all' : `PARTIAL: no ${leftOut.map(leftOutText).join('; no ')}`,
    }),
    conclude({
      id: 'snapshot-names',
      good: misfits.length === 0,
      found: misfits.length === 0 ? 'all' : `${misfits.length} that it cannot: ${misfits.slice(0, 3).join('; ')}`,
    }),
    conclude({
      id: 'snapshot-verified',
      good: verified !== undefined,
      found: verified === undefined ? 'no run that has read it' : `read on ${formatTime(verified)}`,
    }),
    conclude({
      id: 'snapshot-age',
      good: days <= usefulLifeDays,
      found: `${formatTime(captured)}, ${Math.floor(days)} days ago`,
      wanted: `not more than ${usefulLifeDays} days`,
    }),
  ];
}

function isFile(root: string, description: RestoreSituation['description']): boolean {
  return describedPlaces(description).some(({ type, path }) => type === 'file' && sameName(path, root));
}
