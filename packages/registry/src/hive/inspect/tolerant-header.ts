import { attempt } from '../cells.ts';
import { describeHeader, type HiveHeader, hasRightChecksum, headerSize, readHeader } from '../header.ts';
import type { HiveInvalid } from '../hive-invalid.ts';
import { factsByBins } from './evidence.ts';

/** What the header says, with what can't be true replaced by what the file itself shows. Undefined without any bins. */
export function readHeaderTolerantly(
  bytes: Buffer,
  report: (damage: HiveInvalid) => void,
): Pick<HiveHeader, 'minorVersion' | 'rootOffset' | 'dataSize'> | undefined {
  const header = attempt(report, () => readHeader(bytes));
  if (header) return header;
  const available = (bytes.length - headerSize) & ~7;
  if (available <= 0) return undefined;
  const said = describeHeader(bytes);
  if (!hasRightChecksum(bytes)) return factsByBins(bytes, said, available);
  const { minorVersion, rootOffset, dataSize } = said;
  const isPossible = dataSize > 0 && dataSize % 8 === 0 && dataSize <= available;
  return {
    minorVersion: minorVersion >= 1 && minorVersion <= 6 ? minorVersion : 5,
    rootOffset,
    dataSize: isPossible ? dataSize : available,
  };
}
