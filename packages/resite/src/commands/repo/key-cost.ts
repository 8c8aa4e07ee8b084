import { defined } from '@resite/errors';
import { type KeyDerivation, keyDerivation } from '@resite/repository/open';
import { parseSize } from '@resite/repository/sizes';
import type { KeyCostOptions } from './key-cost-options.ts';

export function keyCost({ kdfMemory, kdfRounds }: KeyCostOptions): { kdf?: KeyDerivation } {
  if (kdfMemory === undefined && kdfRounds === undefined) return {};
  const memory = kdfMemory === undefined ? undefined : parseSize(kdfMemory);
  return { kdf: keyDerivation(defined({ memory, rounds: kdfRounds })) };
}
