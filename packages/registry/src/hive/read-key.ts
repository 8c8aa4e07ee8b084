import { attempt, type Cells, expectLength, expectUtf16, none, type Report } from './cells.ts';
import type { KeyNode } from './key-node.ts';

/** With `report`, half a character at its end is left out. */
export function readClassName(cells: Cells, { className, classLength }: KeyNode, report?: Report): string | undefined {
  if (className === none || classLength === 0) return undefined;
  const cell = cells.take(className, 'a class name');
  expectLength(cell, classLength, className, 'a class name');
  expectUtf16(classLength, className, 'the class name', report);
  return cell.toString('utf16le', 0, classLength);
}

/** With `report`, a list that is too short gives what it holds. */
export function readValueOffsets(cells: Cells, { valueCount, valueList }: KeyNode, report?: Report): number[] {
  if (valueCount === 0) return [];
  const list = cells.take(valueList, 'a list of values');
  const count = fitting(list, { count: valueCount, step: 4, start: 0 }, valueList, 'a list of values', report);
  const offsets = new Array<number>(count);
  for (let index = 0; index < count; index++) offsets[index] = list.readUInt32LE(4 * index);
  return offsets;
}

interface Shape {
  count: number;
  step: number;
  start: number;
}

/** How many entries are to be read from a list; with `report`, no more than there are. */
export function fitting(
  list: Buffer,
  { count, step, start }: Shape,
  offset: number,
  what: string,
  report: Report | undefined,
): number {
  const isWhole = attempt(report, () => {
    expectLength(list, start + count * step, offset, what);
    return true;
  });
  return isWhole ? count : Math.max(0, Math.floor((list.length - start) / step));
}
