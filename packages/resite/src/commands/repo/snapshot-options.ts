import { hostname } from 'node:os';
import { splitTags } from './filter-options.ts';

/** What is said of a new snapshot. */
export interface SnapshotOptions {
  readonly host?: string;
  readonly tag?: readonly string[];
  /** Nanoseconds since 1970. */
  readonly time?: bigint;
}

/** As restic has it. */
export const hostOf = ({ host = process.env.RESTIC_HOST }: SnapshotOptions) => host || hostname();

/** As restic does, without empty ones. */
export function tagsOf({ tag = [] }: SnapshotOptions): string[] | undefined {
  const tags = tag.flatMap(splitTags).filter(each => each !== '');
  return tags.length === 0 ? undefined : tags;
}
