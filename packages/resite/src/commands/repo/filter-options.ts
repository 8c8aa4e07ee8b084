import type { Command } from 'commander';

export interface FilterOptions {
  readonly site?: string[];
  readonly tag?: string[];
  readonly host?: string[];
  readonly path?: string[];
}

/** Options that choose snapshots. */
export function addFilterOptions(command: Command, which = 'only snapshots'): Command {
  return command
    .option('--site <code>', `${which} of this site (may be repeated)`, collect)
    .option('--tag <list>', `${which} with all tags of this list, such as a,b (may be repeated)`, collect)
    .option('-H, --host <name>', `${which} of this computer (may be repeated)`, collect)
    .option('--path <path>', `${which} of this path (may be repeated)`, collect);
}

/** What a command says of the argument that `parseFolder` reads. */
export const snapshotArgument =
  'ID of a snapshot or the beginning of one, latest or latest~1; :/FOLDER behind it is that folder';

/** For commands that take one snapshot. */
export const addLatestOptions = (command: Command) => addFilterOptions(command, 'latest is the latest');

/** As restic reads `a, b`. */
export function splitTags(list: string): string[] {
  return list.split(',').map(tag => tag.trim());
}

export function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}
