import { defined, ResiteError, shortId } from '@resite/errors';
import { resiteFolder } from '@resite/procedure/snapshot';
import type { Repository, Snapshot } from '@resite/repository';
import { type RewriteResult, rewriteSnapshots } from '@resite/repository/maintenance';
import { matchesAny } from '@resite/repository/pattern';
import { parseSize } from '@resite/repository/sizes';
import { formatRfc3339 } from '@resite/repository/time';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { plural } from '../../text.ts';
import { filterFor } from './filter.ts';
import type { FilterOptions } from './filter-options.ts';
import type { ExcludeOptions } from './pattern-options.ts';
import { excludePatterns } from './patterns.ts';

interface Options extends FilterOptions, ExcludeOptions {
  readonly excludeLargerThan?: string;
  readonly newHost?: string;
  /** Nanoseconds since 1970. */
  readonly newTime?: bigint;
  readonly forget?: boolean;
  readonly dryRun?: boolean;
}

export async function rewriteInRepository(context: Context, names: string[], options: Options): Promise<void> {
  const { newHost, newTime, forget = false, dryRun = false } = options;
  const filter = filterFor(names, options);
  const exclude = await exclusion(options);
  if (exclude === undefined && newHost === undefined && newTime === undefined) {
    throw new ResiteError('USAGE', 'it is not said what to change', {
      hint: 'Nothing was changed. Give --exclude, --new-host or --new-time. See: resite repo rewrite --help',
    });
  }
  const result = await withRepository(context, repository =>
    rewriteSnapshots(
      repository,
      names,
      {
        ...defined({ exclude, host: newHost, time: newTime === undefined ? undefined : formatRfc3339(newTime) }),
        forget,
        dryRun,
        isFixed: snapshot => isOfSite(repository, snapshot),
        signal: context.signal,
      },
      filter,
    ),
  );
  context.emit({
    message_type: 'rewritten',
    dry_run: dryRun,
    rewritten: result.rewritten.map(({ snapshot, replacement, excluded }) => ({
      snapshot: snapshot.id,
      ...defined({ replacement: replacement?.id }),
      removed: forget && !dryRun,
      excluded: excluded.map(path => ({ path })),
    })),
    of_site: result.fixed.map(({ id }) => id),
    unchanged: result.unchanged,
  });
  refuseFixed(result);
}

/** undefined when nothing is to be left out. */
async function exclusion(options: Options) {
  const largest = options.excludeLargerThan === undefined ? undefined : BigInt(parseSize(options.excludeLargerThan));
  const patterns = await excludePatterns(options);
  const matches = matchesAny(patterns);
  if (largest === undefined && patterns.patterns.length + patterns.ignoringCase.length === 0) return undefined;
  return (path: string, { size = 0n }: { size?: bigint }) => matches(path) || (largest !== undefined && size > largest);
}

/** What Resite says of a site, and signs, is of all its files, of its host and of its time. */
const isOfSite = async (repository: Repository, { tree }: Snapshot) =>
  (await repository.find(tree, `/${resiteFolder}`)) !== undefined;

function refuseFixed({ fixed }: RewriteResult): void {
  if (fixed.length === 0) return;
  const ids = fixed.map(({ id }) => shortId(id)).join(' ');
  const are = fixed.length === 1 ? 'is' : 'are';
  throw new ResiteError(
    'SNAPSHOT_OF_SITE',
    `${plural(fixed.length, 'snapshot')} of a site ${are} not rewritten: ${ids}`,
    {
      hint: [
        'No restore of the site would accept another content, host or time than was recorded and signed.',
        `To give ${fixed.length === 1 ? 'it' : 'them'} up altogether: resite repo forget ${ids}`,
      ].join('\n'),
    },
  );
}
