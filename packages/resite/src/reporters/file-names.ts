import { bytesFromText, hasStrayBytes, withBytesShown } from '@resite/filesystem/path-text';
import type { CommandEvent } from './events.ts';

/** Where these events name files, as text that keeps bytes which are not UTF-8. */
const keys: Partial<Record<CommandEvent['message_type'], readonly string[]>> = {
  node: ['path', 'link_target'],
  match: ['path', 'link_target'],
  blob_match: ['path'],
  change: ['path'],
  error: ['item'],
  verbose_status: ['item'],
  dumped: ['path', 'target'],
  status: ['current_files'],
  summary: ['target'],
};

/** For people: such a byte is `\xff`. */
export function showFileNames<E extends CommandEvent>(event: E): E {
  return rewrite(event, (key, text) => ({ [key]: withBytesShown(text) }));
}

/** For programs: such a byte is U+FFFD in `path`, and `path_b64` beside it has all bytes; so for each key. */
export function encodeFileNames<E extends CommandEvent>(event: E): E {
  return rewrite(event, (key, text) => ({
    [key]: text.toWellFormed(),
    [`${key}_b64`]: bytesFromText(text).toString('base64'),
  }));
}

function rewrite<E extends CommandEvent>(event: E, form: (key: string, text: string) => Record<string, string>): E {
  const fields: Record<string, unknown> = { ...event };
  const changed = (keys[event.message_type] ?? []).flatMap((key): Record<string, unknown>[] => {
    const value = fields[key];
    if (typeof value === 'string' && hasStrayBytes(value)) return [form(key, value)];
    if (!Array.isArray(value) || !value.some(hasStrayBytes)) return [];
    return [{ [key]: value.map((text: string) => form(key, text)[key]) }];
  });
  return changed.length === 0 ? event : Object.assign({}, event, ...changed);
}
