import type { Command } from 'commander';

export interface FilterOptions {
  readonly site?: string[];
  readonly tag?: string[];
  readonly host?: string[];
  readonly path?: string[];
}

/** Options that choose snapshots. */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--site <code>', 'only snapshots of this site (may be repeated)', collect)
    .option('--tag <list>', 'only snapshots with all tags of this list, such as a,b (may be repeated)', collect)
    .option('--host <name>', 'only snapshots of this computer (may be repeated)', collect)
    .option('--path <path>', 'only snapshots of this path (may be repeated)', collect);
}

/** As restic reads `a, b`. */
export function splitTags(list: string): string[] {
  return list.split(',').map(tag => tag.trim());
}

export function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}
