import { chance } from '../time/chance.ts';
import type { Command } from './commands.ts';
import { inventDisaster, inventEnd, inventTyped } from './disasters.ts';
import type { Fault } from './fault.ts';

/** Somebody tries to put things right, and more goes wrong meanwhile. */
export interface Round {
  /** Whether what is broken is repaired before. */
  readonly isRepaired: boolean;
  /** Where a site is to be restored, what leads there is typed in its place. */
  readonly command: Command;
  readonly computer: 0 | 1;
  /** They count from when it is typed. */
  readonly faults: readonly Fault[];
}

export function inventRounds(seed: number): Round[] {
  const by = chance(seed ^ 0x6a09e667);
  const moment = (): Pick<Fault, 'at' | 'of'> => {
    const kind = by.next();
    if (kind < 0.3) return { at: 1 + by.upTo(20), of: 'journal' };
    return kind < 0.45 ? { at: 1 + by.upTo(12), of: 'services' } : { at: 1 + by.upTo(by.one([25, 110, 450])) };
  };
  const rounds: Round[] = [];
  while (rounds.length < 8 && by.happens(0.8)) {
    const faults = [{ ...(by.happens(0.6) ? inventEnd(by) : inventDisaster(by)), ...moment() }];
    while (by.happens(0.5) && faults.length < 4) faults.push({ ...inventDisaster(by), ...moment() });
    const command = by.happens(0.6) ? ({ type: 'resume' } as const) : inventTyped(by);
    rounds.push({ isRepaired: by.happens(0.7), command, computer: by.happens(0.1) ? 1 : 0, faults });
  }
  return rounds;
}
