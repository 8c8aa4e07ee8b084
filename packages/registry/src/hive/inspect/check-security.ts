import { attempt, type Cells, none } from '../cells.ts';
import { headerSize } from '../header.ts';
import { decodeSecurity, type SecurityRecord } from '../security.ts';
import type { Inspection } from './inspect-hive.ts';

/**
 * The records of security descriptors form one ring, and each counts the keys that refer to it. Records in the ring that no
 * key refers to are owned by the ring.
 */
export function checkSecurity({ keys, report }: Inspection, cells: Cells): void {
  const references = new Map<number, number>();
  for (const { node, path, offset } of keys.values()) {
    if (node.security !== none) references.set(node.security, (references.get(node.security) ?? 0) + 1);
    else
      report({
        kind: 'references',
        offset: offset + headerSize,
        path,
        message: 'the key there has no security descriptor',
      });
  }
  const records = new Map<number, SecurityRecord>();
  for (const offset of references.keys()) {
    if (!cells.has(offset)) continue;
    const record = attempt(
      () => {},
      () => decodeSecurity(cells.content(offset), offset),
    );
    if (record) records.set(offset, record);
  }
  takeUnused(records, cells);
  for (const [offset, record] of records) {
    const place = offset + headerSize;
    const counted = references.get(offset) ?? 0;
    if (record.references !== counted) {
      const message = `the security descriptor there counts ${record.references} keys, but ${counted} refer to it`;
      // with too few counted, Windows would free it while keys still need it
      const severity = record.references < counted ? 'damage' : 'flaw';
      report({ kind: 'references', severity, offset: place, message });
    }
    if (records.get(record.next)?.previous !== offset || records.get(record.previous)?.next !== offset) {
      report({
        kind: 'ring',
        offset: place,
        message: 'the security descriptor there is not linked with its neighbours',
      });
    }
  }
  if (!isOneRing(records)) {
    const [first = 0] = records.keys();
    report({ kind: 'ring', offset: first + headerSize, message: 'the security descriptors are not in one ring' });
  }
}

/** Adds what the ring has besides. */
function takeUnused(records: Map<number, SecurityRecord>, cells: Cells): void {
  const pending = [...records.values()];
  for (const { next, previous } of pending) {
    for (const offset of [next, previous]) {
      if (records.has(offset)) continue;
      const record = attempt(
        () => {},
        () => decodeSecurity(cells.take(offset, 'a security descriptor'), offset),
      );
      if (!record) continue;
      records.set(offset, record);
      pending.push(record);
    }
  }
}

function isOneRing(records: ReadonlyMap<number, SecurityRecord>): boolean {
  const [first] = records.keys();
  if (first === undefined) return true;
  const seen = new Set<number>();
  for (let offset = first; !seen.has(offset) && records.has(offset); offset = records.get(offset)!.next)
    seen.add(offset);
  return seen.size === records.size;
}
