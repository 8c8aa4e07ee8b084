import { ResiteError } from '@resite/errors';
import type { Context } from '../../context.ts';
import { estimateBackup } from './estimate-backup.ts';
import { ignored, type Saving, troublesOf } from './save-source.ts';
import { tellEntry } from './tell-entry.ts';

/** Says what `saveSource` would save. */
export async function trySource(context: Context, saving: Saving): Promise<void> {
  const { repository, source, parent, missing = [], options } = saving;
  let failures = 0;
  const summary = await estimateBackup(repository, source, {
    parent: parent?.tree,
    ignore: ignored(options),
    signal: context.signal,
    onEntry: tellEntry(context, options),
    onFailure(item, { message }) {
      failures += 1;
      context.emit({ message_type: 'error', error: { message }, during: 'backup', item });
    },
  });
  context.emit(summary);
  const troubles = troublesOf({ folders: failures, paths: missing.length });
  if (troubles === '') return;
  throw new ResiteError('SOURCE_UNREADABLE', troubles, {
    hint: 'Nothing was saved: it was a dry run.',
  });
}
