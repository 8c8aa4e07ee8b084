import { shortId } from '@resite/errors';

/** What a check finds, and what can be done about it. */
export class Findings {
  readonly problems: string[] = [];
  readonly notes: string[] = [];
  readonly #remedies = new Set<string>();
  readonly #damagedPacks = new Set<string>();
  readonly #damagedSnapshots = new Set<string>();

  add(problem: string, remedy?: keyof typeof remedies): void {
    this.problems.push(problem);
    if (remedy !== undefined) this.#remedies.add(remedies[remedy]);
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
  remedies(): string[] {
    const packs = [...this.#damagedPacks].map(id => id.slice(0, 16)).join(' ');
    const snapshots = [...this.#damagedSnapshots].map(id => shortId(id)).join(' ');
    return [
      ...[remedies.key, remedies.index].filter(remedy => this.#remedies.has(remedy)),
      ...(packs === '' ? [] : [`Rescue what is readable: resite repo repair packs ${packs}`]),
      ...(snapshots === ''
        ? []
        : [`Give up snapshots that cannot be read: resite repo repair snapshots --forget ${snapshots}`]),
      ...(packs !== '' || this.#remedies.has(remedies.index) || this.#remedies.has(remedies.trees)
        ? [remedies.trees]
        : []),
    ];
  }
}

const remedies = {
  key: 'Put the key file back from a copy, or make another key for that password: resite repo key add',
  index: 'Rebuild the index from the packs: resite repo repair index',
  trees: 'Back up again what still exists, then see what is lost: resite repo repair snapshots --dry-run',
} as const;
