import { ResiteError } from '@resite/errors';
import type { Context } from '../../context.ts';
import { plural } from '../../text.ts';
import { estimateBackup } from './estimate-backup.ts';
import { ignored, type Saving } from './save-source.ts';
import { tellEntry } from './tell-entry.ts';

/** Says what `saveSource` would save. */
export async function trySource(context: Context, { repository, source, parent, options }: Saving): Promise<void> {
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
  if (failures === 0) return;
  throw new ResiteError('SOURCE_UNREADABLE', `${plural(failures, 'folder')} cannot be read`, {
    hint: 'Nothing was saved: it was a dry run.',
  });
}
