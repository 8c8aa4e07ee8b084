import type { Remedy, Waste } from '../contract/remedy.ts';

/** What a check finds, and what can be done about it. */
export class Findings {
  readonly problems: string[] = [];
  readonly waste: Waste[] = [];
  readonly #remedies = new Set<'replace-key' | 'make-index' | 'back-up-again'>();
  readonly #damagedPacks = new Set<string>();
  readonly #damagedSnapshots = new Set<string>();

  add(problem: string, remedy?: 'replace-key' | 'make-index' | 'back-up-again'): void {
    this.problems.push(problem);
    if (remedy !== undefined) this.#remedies.add(remedy);
  }

  /** A pack of which some blobs may still be readable. */
  addDamagedPack(id: string, problem: string): void {
    this.problems.push(problem);
    this.#damagedPacks.add(id);
  }

  addDamagedSnapshot(id: string, problem: string): void {
    this.problems.push(problem);
    this.#damagedSnapshots.add(id);
  }

  /** What to do, in this order; nothing when nothing is wrong. */
  remedies(): Remedy[] {
    const packs = [...this.#damagedPacks];
    const snapshots = [...this.#damagedSnapshots];
    const remedies: Remedy[] = [];
    if (this.#remedies.has('replace-key')) remedies.push({ kind: 'replace-key' });
    if (this.#remedies.has('make-index')) remedies.push({ kind: 'make-index' });
    if (packs.length > 0) remedies.push({ kind: 'repair-packs', packs });
    if (snapshots.length > 0) remedies.push({ kind: 'give-up-snapshots', snapshots });
    if (packs.length > 0 || this.#remedies.has('make-index') || this.#remedies.has('back-up-again'))
      remedies.push({ kind: 'back-up-again' });
    return remedies;
  }
}
