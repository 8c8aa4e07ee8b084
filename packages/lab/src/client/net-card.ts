import { createHash } from 'node:crypto';
import { upcase } from '@resite/registry/names';

/** The number of a computer's network card: made from its name, so that a reinstalled computer has the same. */
export function netCardId(computerName: string): string {
  const digits = createHash('sha256').update(computerName).digest('hex').slice(0, 6);
  return upcase(`00:A0:24:${digits.replace(/..(?!$)/g, '$&:')}`);
}
