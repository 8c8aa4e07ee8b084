import { ResiteError } from '@resite/errors';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { plural } from '../../text.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';

export function addCheck(repo: Command, perform: Perform): void {
  const check = repo
    .command('check')
    .description('Check that the repository is sound.')
    .option('--read-data', 'also read all data and compare it with its checksums');
  addExamples(
    check,
    ['resite repo check', 'index, trees, and that no data is missing'],
    ['resite repo check --read-data', 'every byte'],
  );
  setHandler(check, perform, checkRepository);
}

async function checkRepository(context: Context, { readData = false }: { readData?: boolean }): Promise<void> {
  const { emit } = context;
  const { problems, snapshots, packs, blobs } = await withRepository(context, repository =>
    repository.check({
      readData,
      onProgress: ({ packs: done, totalPacks: total }) =>
        emit({
          message_type: 'check_status',
          packs_done: done,
          total_packs: total,
          percent_done: total === 0 ? 1 : done / total,
        }),
    }),
  );
  for (const problem of problems) {
    emit({ message_type: 'error', error: { message: problem }, during: 'check', item: 'repository' });
  }
  emit({ message_type: 'summary', operation: 'check', num_errors: problems.length, snapshots, packs, blobs });
  if (problems.length === 0) return;
  throw new ResiteError('REPOSITORY_DAMAGED', `the repository has ${plural(problems.length, 'problem')}`, {
    hint: 'Copy the repository before anything else. A new backup stores again what is missing and still exists.',
  });
}
