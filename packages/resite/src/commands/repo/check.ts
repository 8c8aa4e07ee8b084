import { ResiteError } from '@resite/errors';
import { parseDataSubset } from '@resite/repository';
import type { Command } from 'commander';
import type { Context } from '../../context.ts';
import { withRepository } from '../../repository-access.ts';
import { plural } from '../../text.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';

export function addCheck(repo: Command, perform: Perform): void {
  const check = repo
    .command('check')
    .description('Check that the repository is sound.')
    .option('--read-data', 'also read all data and compare it with its checksums')
    .option(
      '--read-data-subset <part>',
      'read some of the data: 2/5 for the second of five parts, 10% or 500M for so much by chance',
    );
  addExamples(
    check,
    ['resite repo check', 'index, trees, and that no data is missing'],
    ['resite repo check --read-data', 'every byte'],
    ['resite repo check --read-data-subset 1/7', 'on each day of a week another seventh: 1/7, 2/7 …'],
  );
  setHandler(check, perform, checkRepository);
}

interface Options {
  readonly readData?: boolean;
  readonly readDataSubset?: string;
}

async function checkRepository(context: Context, { readData = false, readDataSubset }: Options): Promise<void> {
  if (readData && readDataSubset !== undefined) {
    throw new ResiteError('USAGE', '--read-data and --read-data-subset are both given', {
      hint: 'Give one of the two.',
    });
  }
  const { emit, signal } = context;
  const part = readDataSubset === undefined ? readData : parseDataSubset(readDataSubset);
  const { problems, remedies, notes, snapshots, packs, blobs, packsRead, bytesRead } = await withRepository(
    context,
    repository =>
      repository.check({
        readData: part,
        signal,
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
  for (const text of notes) emit({ message_type: 'note', text });
  emit({
    message_type: 'summary',
    operation: 'check',
    num_errors: problems.length,
    snapshots,
    packs,
    blobs,
    packs_read: packsRead,
    bytes_read: bytesRead,
    data_read: part === false ? 'none' : packsRead === packs ? 'all' : 'part',
  });
  if (problems.length === 0) return;
  throw new ResiteError('REPOSITORY_DAMAGED', `the repository has ${plural(problems.length, 'problem')}`, {
    hint: ['Copy the repository before anything else.', ...remedies].join('\n'),
  });
}
