import { ResiteError } from '@resite/errors';
import type { Fence } from './folder-fence.ts';

/** One instance's hold on a host. */
export interface Claimant {
  claim(): Promise<void>;
  /** This instance's number; the first call claims. Once fenced it stays so until `claim` is called again. */
  number(): Promise<number>;
  /** Returns when this instance may change the host now, else throws `FENCED`. */
  permit(): Promise<void>;
}

export function createClaimant(host: string, fence: Fence): Claimant {
  let claimed: Promise<number> | undefined;

  const claim = async () => {
    const attempt = fence.claim();
    claimed = attempt;
    try {
      await attempt;
    } catch (error) {
      if (claimed === attempt) claimed = undefined;
      throw error;
    }
  };

  const number = async () => {
    if (!claimed) await claim();
    return await claimed!;
  };

  return {
    claim,
    number,
    permit: async () => checkFence(host, await number(), await fence.latest()),
  };
}

/** Throws `FENCED` unless `held` is the latest number; undefined stands for a change without one. */
export function checkFence(host: string, held: number | undefined, latest: number): void {
  if (held === latest) return;
  throw new ResiteError(
    'FENCED',
    held === undefined
      ? `${host}: a change came without a fence`
      : `${host}: another run has taken over (its fence is ${latest}, this one has ${held})`,
    { hint: 'Let the other run finish, then look at the state of the site before starting again.' },
  );
}
