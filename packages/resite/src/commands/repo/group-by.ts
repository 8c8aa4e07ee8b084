import { ResiteError } from '@resite/errors';
import type { GroupKey } from '@resite/repository/snapshots';

/** `host,paths` and the like. `USAGE` for anything else. */
export function parseGroups(text: string): GroupKey[] {
  const names: Record<string, GroupKey> = { host: 'host', path: 'paths', paths: 'paths', tag: 'tags', tags: 'tags' };
  return text
    .split(',')
    .filter(Boolean)
    .map(part => {
      const key = names[part];
      if (key !== undefined) return key;
      throw new ResiteError('USAGE', `snapshots cannot be grouped by ${part}`, {
        hint: 'Use host, paths and tags, such as host,paths.',
      });
    });
}
