import { ResiteError } from '@resite/errors';
import { parseDataSubset } from '@resite/repository/sizes';
import type { Context } from '../../context.ts';
import { wordRemedy, wordWaste } from '../../remedies.ts';
import { withRepository } from '../../repository-access.ts';
import { plural } from '../../text.ts';

interface Options {
  readonly readData?: boolean;
  readonly readDataSubset?: string;
}

export async function checkRepository(context: Context, { readData = false, readDataSubset }: Options): Promise<void> {
  if (readData && readDataSubset !== undefined) {
    throw new ResiteError('USAGE', '--read-data and --read-data-subset are both given', {
      hint: 'Give one of the two.',
    });
  }
  const { emit, signal } = context;
  const part = readDataSubset === undefined ? readData : parseDataSubset(readDataSubset);
  const { problems, remedies, waste, snapshots, packs, blobs, packsRead, bytesRead } = await withRepository(
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
  for (const found of waste) emit({ message_type: 'note', text: wordWaste(found) });
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
    hint: ['Copy the repository before anything else.', ...remedies.map(wordRemedy)].join('\n'),
  });
}
