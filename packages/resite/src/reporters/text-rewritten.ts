import { shortId } from '@resite/errors';
import type { Style } from '../output.ts';
import { plural, printableName } from '../text.ts';
import type { RewrittenEvent } from './maintenance-events.ts';

const mostPaths = 20;

/** What became of each snapshot; of many paths that were left out the first ones, and JSON has them all. */
export function describeRewritten({ dry_run, rewritten, of_site, unchanged }: RewrittenEvent, style: Style): string[] {
  return [
    ...rewritten.flatMap(({ snapshot, replacement, removed, excluded }) => [
      style('bold', `Snapshot ${shortId(snapshot)}`),
      ...excluded.slice(0, mostPaths).map(({ path }) => `  without ${printableName(path)}`),
      ...(excluded.length > mostPaths ? [`  without ${excluded.length - mostPaths} more`] : []),
      ...(replacement === undefined
        ? []
        : [`  is ${shortId(replacement)} now; ${shortId(snapshot)} ${removed ? 'is removed' : 'stays'}`]),
    ]),
    ...of_site.map(id => style('yellow', `Snapshot ${shortId(id)} is of a site, and stays as it is`)),
    `${dry_run ? 'Would rewrite' : 'Rewrote'} ${plural(rewritten.length, 'snapshot')}; ${unchanged} ${
      unchanged === 1 ? 'has' : 'have'
    } nothing to change`,
  ];
}
