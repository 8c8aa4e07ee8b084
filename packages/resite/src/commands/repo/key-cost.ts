import { type KeyDerivation, keyDerivation } from '@resite/repository/open';
import { parseSize } from '@resite/repository/sizes';
import type { KeyCostOptions } from './key-cost-options.ts';

export function keyCost({ kdfMemory, kdfRounds }: KeyCostOptions): { kdf?: KeyDerivation } {
  if (kdfMemory === undefined && kdfRounds === undefined) return {};
  const memory = kdfMemory === undefined ? {} : { memory: parseSize(kdfMemory) };
  return { kdf: keyDerivation({ ...memory, ...(kdfRounds !== undefined && { rounds: kdfRounds }) }) };
}
