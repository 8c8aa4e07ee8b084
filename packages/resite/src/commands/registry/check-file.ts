import { ResiteError } from '@resite/errors';
import { checkHive } from '@resite/registry/hive-rescue';
import type { Context } from '../../context.ts';
import { plural } from '../../text.ts';
import { readBytes } from './read-hive.ts';

export async function checkFile(context: Context, file: string): Promise<void> {
  const problems = checkHive(await readBytes(file));
  for (const problem of problems) context.emit({ message_type: 'registry_problem', ...problem });
  const damages = problems.filter(({ severity }) => severity === 'damage').length;
  context.emit({ message_type: 'registry_checked', file, damages, flaws: problems.length - damages });
  if (damages === 0) return;
  const isDirty = problems.some(({ kind }) => kind === 'sequence');
  throw new ResiteError('HIVE_INVALID', `${file} has ${plural(damages, 'damage')}`, {
    hint: isDirty
      ? 'Its last write was cut off. With its log files beside it, import and convert complete it.'
      : `What can be read of it: resite registry convert ${file} <new file> --salvage`,
  });
}
