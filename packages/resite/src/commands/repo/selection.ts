import { ResiteError } from '@resite/errors';
import type { TreeNode } from '@resite/repository';
import { folderPattern, matchesAny, pathPattern } from '@resite/repository/pattern';
import type { ExcludeOptions, IncludeOptions } from './pattern-options.ts';
import { excludePatterns, includePatterns, type Patterns } from './patterns.ts';

export interface Selection {
  include(path: string, node: TreeNode): boolean | 'way';
  /** `FILE_MISSING` when a pattern of what to take has met nothing. */
  refuseUnmet(snapshot: string): void;
}

/** What `--include` or `--exclude` leave of a snapshot, as restic has it: one of the two. */
export async function selectionOf(options: IncludeOptions & ExcludeOptions): Promise<Selection> {
  const [includes, excludes] = [await includePatterns(options), await excludePatterns(options)];
  if (count(includes) === 0) return { include: not(matchesAny(excludes)), refuseUnmet() {} };
  if (count(excludes) === 0) return including(includes);
  throw new ResiteError('USAGE', 'patterns are given for what to take and for what to leave out', {
    hint: 'Nothing was restored. Give --include or --exclude, not both.',
  });
}

const count = ({ patterns, ignoringCase }: Patterns) => patterns.length + ignoringCase.length;

const not = (matches: (path: string) => boolean) => (path: string) => !matches(path);

function including({ patterns, ignoringCase }: Patterns): Selection {
  const wanted = [
    ...patterns.map(pattern => ({ pattern, ignoreCase: false })),
    ...ignoringCase.map(pattern => ({ pattern, ignoreCase: true })),
  ].map(({ pattern, ignoreCase }) => ({
    pattern,
    matches: pathPattern(pattern, { ignoreCase }),
    leads: folderPattern(pattern, { ignoreCase }),
  }));
  const met = new Set<string>();
  return {
    include(path, { type }) {
      const matching = wanted.filter(({ matches }) => matches(path));
      for (const { pattern } of matching) met.add(pattern);
      if (matching.length > 0) return true;
      return type === 'dir' && wanted.some(({ leads }) => leads(path)) ? 'way' : false;
    },
    refuseUnmet(snapshot) {
      const unmet = wanted.find(({ pattern }) => !met.has(pattern));
      if (unmet === undefined) return;
      throw new ResiteError('FILE_MISSING', `there is no ${unmet.pattern} in the snapshot ${snapshot}`, {
        hint: `Nothing was restored. See what there is: resite repo ls ${snapshot}`,
      });
    },
  };
}
