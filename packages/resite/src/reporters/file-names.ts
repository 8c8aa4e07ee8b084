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
  snapshots_repaired: ['path'],
  rewritten: ['path'],
  recovered: ['path'],
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

type Form = (key: string, text: string) => Record<string, string>;

function rewrite<E extends CommandEvent>(event: E, form: Form): E {
  const names = keys[event.message_type];
  return names !== undefined && haveStrayBytes(event, names) ? (rewriteFields(event, names, form) as E) : event;
}

/** Asked of every event, most of which need nothing. */
function haveStrayBytes(fields: object, names: readonly string[]): boolean {
  for (const key in fields) {
    const value: unknown = fields[key as keyof typeof fields];
    const isName = names.includes(key);
    if (typeof value === 'string' && isName && hasStrayBytes(value)) return true;
    if (!Array.isArray(value)) continue;
    for (const item of value) {
      if (typeof item === 'string' && isName && hasStrayBytes(item)) return true;
      if (typeof item === 'object' && item !== null && haveStrayBytes(item, names)) return true;
    }
  }
  return false;
}

function rewriteFields(fields: object, names: readonly string[], form: Form): object {
  const parts = Object.entries(fields).map(([key, value]: [string, unknown]) => {
    const isName = names.includes(key);
    if (isName && typeof value === 'string') return hasStrayBytes(value) ? form(key, value) : { [key]: value };
    if (!Array.isArray(value)) return { [key]: value };
    return { [key]: value.map((each: unknown) => rewriteItem(each, isName ? key : undefined)) };
  });
  return Object.assign({}, ...parts);

  function rewriteItem(item: unknown, key: string | undefined): unknown {
    if (typeof item === 'object' && item !== null) return rewriteFields(item, names, form);
    return typeof item === 'string' && key !== undefined && hasStrayBytes(item) ? form(key, item)[key] : item;
  }
}
