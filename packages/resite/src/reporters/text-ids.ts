import { shortId } from '@resite/errors';
import { plainProse } from '@resite/errors/prose';
import type { Style } from '../output.ts';
import { plural, printableName, table } from '../text.ts';
import type { IdsEvent } from './site-events.ts';

/** What was seen of SMS IDs, what is wrong, and what the next ones must be. */
export function describeIds(event: IdsEvent, style: Style): string[] {
  const { site, snapshot, read, unread, used, highest, problems, requirements, decision } = event;
  const seen = highest === undefined ? '' : `; the highest is ${highest.id} (${highest.where})`;
  return [
    style('bold', `SMS IDs of ${site}${snapshot === undefined ? '' : `, with snapshot ${shortId(snapshot)}`}`),
    ...table(read.map(({ what, ids }) => [`  ${style('green', '✓')} ${printableName(what)}`, plural(ids, 'ID')])),
    ...unread.map(
      ({ what, why }) => `  ${style('yellow', '!')} ${printableName(what)} is not known: ${printableName(why)}`,
    ),
    `  ${plural(used, 'ID')} of ${site} in use${printableName(seen)}`,
    ...problems.flatMap(({ found, where, remedy, source }) => [
      '',
      `${style('red', '✗')} ${printableName(found)}`,
      ...where.map(place => `    ${printableName(place)}`),
      `    ${plainProse(remedy)} ${style('dim', source)}`,
    ]),
    '',
    ...requirements.flatMap(({ what, is, atLeast, why }) => [
      `${printableName(what)} is ${printableName(is)}, and must be at least ${atLeast}`,
      `    ${printableName(why)}`,
    ]),
    ...(decision === undefined
      ? []
      : ['', 'A restore of this snapshot would choose now:', `    ${printableName(decision.reason)}`]),
    ...(problems.length === 0 ? ['', style('green', 'No SMS ID is in use twice, as far as was seen')] : []),
  ];
}
