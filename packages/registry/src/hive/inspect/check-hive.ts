import { headerSize } from '../header.ts';
import { checkKeys } from './check-key.ts';
import { checkSecurity } from './check-security.ts';
import { inspectHive } from './inspect-hive.ts';
import type { HiveProblem } from './problem.ts';

/**
 * Everything in a hive that is not as Windows would have written it, in the order of its discovery; empty for a sound
 * hive. Beyond what must be right to be read: sequence numbers, parents, counts, the kind and order of lists, their hints and
 * hashes, largest sizes, the ring of security descriptors and their reference counts, and cells that nobody owns.
 * Takes any bytes: it never throws, and needs time proportional to their number.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { checkHive } from '@resite/registry';
 *
 * for (const { severity, offset, path, message } of checkHive(readFileSync('SOFTWARE')))
 *   console.log(`${severity} at ${offset}, ${path ?? 'in no key'}: ${message}`);
 * ```
 */
export function checkHive(bytes: Uint8Array): HiveProblem[] {
  const inspection = inspectHive(bytes);
  const { cells, root, problems, report } = inspection;
  if (cells === undefined || root === undefined) return problems;
  const isWhole = problems.every(({ severity, kind }) => severity === 'flaw' || kind === 'sequence');
  checkKeys(inspection, cells);
  checkSecurity(inspection, cells);
  if (!isWhole) return problems; // what cannot be read owns cells, too
  for (const offset of cells.untaken()) {
    report({
      kind: 'leak',
      offset: offset + headerSize,
      message: 'the cell there is in use, but nothing refers to it',
    });
  }
  return problems;
}
