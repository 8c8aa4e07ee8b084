/**
 * Something of this computer that a process can have in another way: its clock, its disks, other processes. A simulated process has
 * one of its own, and so finds the same program another world.
 */
export interface Port<T> {
  readonly real: T;
}

/** What a process has in another way, by port. Nobody changes it. */
export type Surroundings = ReadonlyMap<Port<unknown>, unknown>;

export function port<T>(real: T): Port<T> {
  return { real };
}

/** What is behind the port for whoever is at work. */
export function at<T>(wanted: Port<T>): T {
  return (current()?.get(wanted) as T | undefined) ?? wanted.real;
}

let current: () => Surroundings | undefined = () => undefined;

/** `surroundings` is asked at each use for those of whoever is at work: undefined is this very process. */
export function useSurroundings(surroundings: () => Surroundings | undefined): void {
  current = surroundings;
}

/** Each process has one of its own, made when it is first needed. */
export function ofEachProcess<T>(make: () => T): () => T {
  const made = new WeakMap<Surroundings, T>();
  return () => {
    const process = current() ?? real;
    const known = made.get(process) ?? make();
    made.set(process, known);
    return known;
  };
}

const real: Surroundings = new Map();
