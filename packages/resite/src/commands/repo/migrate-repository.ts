import { ResiteError } from '@resite/errors';
import { migrations, possibleMigrations, upgradeToVersion2 } from '@resite/repository/maintenance';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';

export async function migrateRepository(context: Context, names: string[]): Promise<void> {
  const unknown = names.find(name => !migrations.some(known => known === name));
  if (unknown !== undefined) {
    throw new ResiteError('USAGE', `there is no migration ${JSON.stringify(unknown)}`, {
      hint: `Nothing was changed. Write ${migrations.join(' or ')}.`,
    });
  }
  await withRepository(context, async repository => {
    if (names.length === 0)
      return context.emit({ message_type: 'migrations', possible: possibleMigrations(repository) });
    const applied = await upgradeToVersion2(repository, { signal: context.signal });
    context.emit({ message_type: 'migrated', migration: 'upgrade_repo_v2', applied });
  });
}
