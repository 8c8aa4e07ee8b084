import { type Chance, chance } from '../time/chance.ts';

/** What happens at the logon servers of a site. They are counted in the order in which they came, the site server first. */
export type Arrival =
  | { readonly kind: 'clients join'; readonly at: number; readonly count: number }
  /** Who knows of it: both, the site control file, resite.yaml, or nobody. */
  | {
      readonly kind: 'logon server is added';
      readonly known: 'by both' | 'by the site' | 'by resite.yaml' | 'by nobody';
    }
  | { readonly kind: 'UID file is lost'; readonly at: number }
  | { readonly kind: 'logon server goes'; readonly at: number };

/** Before the first command, before each other one, after the last one, while the server is lost, when its site is back, and when it is back again. */
export const moments = ['first', 'between', 'since', 'meanwhile', 'restored', 'again'] as const;
export type Moment = (typeof moments)[number];
export type Arrivals = Readonly<Record<Moment, readonly Arrival[]>>;

export const noArrivals: Arrivals = { first: [], between: [], since: [], meanwhile: [], restored: [], again: [] };

/** Where nothing is restored, there are other logon servers, and no more. */
export function inventArrivals(seed: number, isRestored: boolean): Arrivals {
  const by = chance(seed ^ 0x510e527f);
  const isSeveral = by.happens(isRestored ? 0.6 : 0.1);
  const servers = isSeveral ? by.one([1, 1, 2]) : 0;
  const first = [...times(servers, () => added(by)), ...joins(by, servers)];
  if (!isRestored) return { ...noArrivals, first };
  const more = () => (isSeveral ? some(by, servers) : []);
  return {
    first,
    between: [...joins(by, servers), ...more()],
    since: [...joins(by, servers), ...more(), ...(isSeveral && by.happens(0.2) ? manyMore(by) : [])],
    meanwhile: isSeveral ? joins(by, servers) : [],
    restored: [{ kind: 'clients join', at: 0, count: 3 }, ...more(), ...joins(by, servers)],
    again: [{ kind: 'clients join', at: 0, count: 2 }, ...more(), ...joins(by, servers)],
  };
}

/** More than a restore leaves ranges out for, if it did not know of them. */
function manyMore(by: Chance): Arrival[] {
  const added = times(3, (): Arrival => ({ kind: 'logon server is added', known: 'by resite.yaml' }));
  const gone = times(5, (index): Arrival => ({ kind: 'logon server goes', at: index + 1 }));
  return by.happens(0.5) ? [...added, ...gone] : added;
}

const added = (by: Chance): Arrival => ({
  kind: 'logon server is added',
  known: by.one(['by both', 'by both', 'by the site', 'by resite.yaml', 'by nobody']),
});

const joins = (by: Chance, servers: number): Arrival[] =>
  times(by.upTo(3), () => ({ kind: 'clients join', at: by.upTo(servers + 2), count: 1 + by.upTo(4) }));

/** What changes the ranges, or hides them. */
function some(by: Chance, servers: number): Arrival[] {
  const arrivals: Arrival[] = [];
  if (by.happens(0.4)) arrivals.push(added(by), { kind: 'clients join', at: servers + 1, count: 2 });
  if (by.happens(0.2)) arrivals.push({ kind: 'UID file is lost', at: by.upTo(servers + 2) });
  if (by.happens(0.2)) arrivals.push({ kind: 'logon server goes', at: 1 + by.upTo(servers + 1) });
  return arrivals;
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
