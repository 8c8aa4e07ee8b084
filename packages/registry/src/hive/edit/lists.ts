import type { EditableCells } from './editable-cells.ts';

interface Insertion {
  list: number;
  /** Of the first entry in the content. */
  start: number;
  /** Of entries before. */
  count: number;
  index: number;
  entry: Buffer;
}

/**
 * Makes room for an entry and writes it; gives where the list is now. A list that must move leaves room for more, so that
 * adding one by one does not copy it each time.
 */
export function insertEntry(cells: EditableCells, { list, start, count, index, entry }: Insertion): number {
  const step = entry.length;
  const needed = start + (count + 1) * step;
  const place = start + index * step;
  const present = cells.content(list);
  const roomy = start + (count + 1 + (count >>> 3)) * step;
  const target = present.length >= needed ? list : cells.allocate(roomy);
  const [from, to] = [cells.content(list), cells.content(target)];
  if (target !== list) from.copy(to, 0, 0, place);
  from.copy(to, place + step, place, start + count * step);
  entry.copy(to, place);
  if (target !== list) cells.release(list);
  return target;
}

interface Removal {
  start: number;
  count: number;
  index: number;
  step: 4 | 8;
}

export function removeEntry(content: Buffer, { start, count, index, step }: Removal): void {
  content.copyWithin(start + index * step, start + (index + 1) * step, start + count * step);
}
