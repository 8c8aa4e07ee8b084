/** Numbers that look random and follow from a seed (mulberry32, public domain). */
export interface Chance {
  /** From 0 up to 1, which is left out. */
  next(): number;
  /** A whole number from 0 up to `below`, which is left out. */
  upTo(below: number): number;
  one<T>(of: readonly T[]): T;
  happens(probability: number): boolean;
}

export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (below: number) => Math.floor(next() * below);
  return { next, upTo, one: of => of[upTo(of.length)]!, happens: probability => next() < probability };
}
