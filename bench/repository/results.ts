import type { Measurement } from './measure.ts';
import type { Program } from './programs.ts';

export interface Row {
  set: string;
  operation: string;
  /** By program. */
  measured: Map<string, Measurement[]>;
}

/** Everything that was measured, in the order in which it was first. */
export class Results {
  readonly rows: Row[] = [];
  readonly notes: string[] = [];
  /** Bytes of the repository after the first backup, by set and program. */
  readonly sizes = new Map<string, Map<string, number>>();

  add(set: string, operation: string, { name }: Pick<Program, 'name'>, measurement: Measurement): void {
    let row = this.rows.find(other => other.set === set && other.operation === operation);
    if (row === undefined) {
      row = { set, operation, measured: new Map() };
      this.rows.push(row);
    }
    row.measured.set(name, [...(row.measured.get(name) ?? []), measurement]);
  }

  size(set: string, program: Program): void {
    const sizes = this.sizes.get(set) ?? new Map<string, number>();
    this.sizes.set(set, sizes.set(program.name, program.size()));
  }

  note(line: string): void {
    this.notes.push(line);
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median, and from where to where. */
export function describe(values: readonly number[]): string {
  const short = (value: number) => value.toFixed(value < 10 ? 2 : 1);
  return `${short(median(values))} (${short(Math.min(...values))}–${short(Math.max(...values))})`;
}
