import { binHeaderSize, pageSize } from '../bins.ts';
import { type HiveHeader, headerSize } from '../header.ts';
import { keyFlag, nodeField } from '../key-node.ts';
import { signatureOf } from '../subkey-list.ts';

type Facts = Pick<HiveHeader, 'minorVersion' | 'rootOffset' | 'dataSize'>;

/**
 * What a header whose checksum is wrong should say, by what the bins show; of what they do not show, what it says.
 * `available` is how many bytes of bins there can be.
 */
export function factsByBins(file: Buffer, said: Facts, available: number): Facts {
  const bins = file.subarray(headerSize, headerSize + available);
  const dataSize = endOfBins(bins);
  const seen = { short: 0, long: 0, signatures: new Set<string>(), roots: new Set<number>() };
  for (const { offset, size } of cells(bins.subarray(0, dataSize))) {
    const [short, long] = [4, 8].map(head => bins.subarray(offset + head, offset + size));
    if (isRecord(short!)) seen.short += 1;
    if (isRecord(long!)) seen.long += 1;
    const record = isRecord(short!) ? short! : long!;
    seen.signatures.add(signatureOf(record));
    if (isRoot(record)) seen.roots.add(offset);
  }
  const [root = said.rootOffset] = seen.roots;
  return {
    minorVersion: seen.long > seen.short ? 1 : versionBy(seen.signatures, said.minorVersion),
    rootOffset: seen.roots.has(said.rootOffset) ? said.rootOffset : root,
    dataSize,
  };
}

/** Up to the last bin that says where it is itself. */
function endOfBins(bins: Buffer): number {
  for (let offset = (bins.length - binHeaderSize) & -pageSize; offset >= 0; offset -= pageSize) {
    if (bins.toString('latin1', offset, offset + 4) !== 'hbin' || bins.readUInt32LE(offset + 4) !== offset) continue;
    const size = bins.readUInt32LE(offset + 8);
    const isPossible = size >= pageSize && size % pageSize === 0 && size <= bins.length - offset;
    return isPossible ? offset + size : bins.length;
  }
  return bins.length;
}

/** Cells in use; behind damage, from the next page on that is a bin. */
function* cells(bins: Buffer): Generator<{ offset: number; size: number }> {
  for (let page = 0; page + binHeaderSize < bins.length; page += pageSize) {
    if (bins.toString('latin1', page, page + 4) !== 'hbin') continue;
    for (let offset = page + binHeaderSize; offset + 16 <= bins.length; ) {
      const size = bins.readInt32LE(offset);
      const length = Math.abs(size);
      if (length < 8 || length % 8 !== 0 || length > bins.length - offset) break;
      if (size < 0) yield { offset, size: length };
      offset += length;
      if (offset % pageSize === 0) break;
    }
  }
}

function isRecord(content: Buffer): boolean {
  return content.length >= 8 && /^(?:nk|vk|sk|lf|lh|li|ri|db)$/.test(signatureOf(content));
}

function isRoot(content: Buffer): boolean {
  if (content.length < nodeField.name || signatureOf(content) !== 'nk') return false;
  return (content.readUInt16LE(nodeField.flags) & keyFlag.hiveEntry) !== 0;
}

/** Lists have hashes since 1.5 and hints since 1.3, and data is in segments since 1.4 (msuhanov/regf). */
function versionBy(signatures: ReadonlySet<string>, said: number): number {
  const [oldest, newest] = signatures.has('lh') ? [5, 6] : signatures.has('lf') ? [3, 4] : [2, 6];
  const least = Math.max(oldest!, signatures.has('db') ? 4 : 2);
  if (said >= least && said <= newest!) return said;
  return least === 2 ? 5 : least;
}
