import { adviceOf, isResiteError, isUnreachable, ResiteError } from '@resite/errors';
import type { FileWriter } from '../../host.ts';
import { closing } from '../closing.ts';
import type { Entry } from '../session/protocol.ts';
import type { FileAsker } from './ask-files.ts';
import { settable } from './entries.ts';
import { placeOf } from './share-place.ts';

/** `FILE_ATTRIBUTE_ARCHIVE`. */
const archive = 0x20;
/** Most of one write: what is larger goes in parts. */
const partSize = 1 << 20;

/** Creates or empties the file and makes it `size` bytes long; what is not written reads as zeros. */
export async function openFileWriter(
  ask: FileAsker,
  path: string,
  { size, change }: { size: number; change: () => Promise<void> },
): Promise<FileWriter> {
  const file = await ask('open for writing', path, placeOf(path), { isNew: false, size });
  return {
    async write(position, data) {
      await change();
      for (let done = 0; done < data.length; done += partSize) {
        await ask('write', path, file, position + done, data.subarray(done, done + partSize));
      }
    },
    close: () => ask('close', path, file),
  };
}

interface WholeFile {
  readonly path: string;
  readonly data: Uint8Array;
  /** What is there already; it keeps its attributes and its creation time. */
  readonly present: Entry | undefined;
  /** Beside the file; no such file is there. */
  readonly temporary: string;
  /** Gives the new file the security of the one that is there. */
  readonly secure: (temporary: string) => Promise<void>;
  /** Asked just before the new content takes its place; it can still refuse. */
  readonly last: () => Promise<void>;
}

/** Writes the whole file beside its place, and then moves it there. */
export async function writeWhole(ask: FileAsker, file: WholeFile): Promise<void> {
  const { path, present, temporary, secure, last } = file;
  try {
    await writeTemporary(ask, file);
    if (present) {
      await secure(temporary);
      const { attributes, created } = present;
      const metadata = { attributes: settable(attributes), created, modified: undefined };
      await ask('set the metadata of', path, placeOf(temporary), metadata);
    }
    await last();
    await ask('rename', path, placeOf(temporary), placeOf(path));
    // to be renamed is a change, after which a file is to be archived
    if (present && (present.attributes & archive) === 0) {
      const metadata = { attributes: settable(present.attributes), created: undefined, modified: undefined };
      await ask('set the metadata of', path, placeOf(path), metadata);
    }
  } catch (error) {
    throw await removedAfter(error, temporary, () => ask('remove the file', temporary, placeOf(temporary)));
  }
}

async function writeTemporary(ask: FileAsker, { path, data, temporary }: WholeFile): Promise<void> {
  const opened = await ask('open for writing', path, placeOf(temporary), { isNew: true, size: 0 });
  await closing(
    opened,
    file => ask('close', path, file),
    async file => {
      for (let done = 0; done < data.length; done += partSize) {
        await ask('write', path, file, done, data.subarray(done, done + partSize));
      }
    },
  );
}

/** The error, which says it as well when what was begun cannot be removed. A host that cannot be reached is not asked again. */
async function removedAfter(error: unknown, temporary: string, remove: () => Promise<void>): Promise<unknown> {
  if (isUnreachable(error) || !isResiteError(error)) return error;
  try {
    await remove();
    return error;
  } catch (second) {
    const left = `${error.message}; and ${temporary}, which was to take its place, is still there`;
    return new ResiteError(error.code, left, { ...adviceOf(error), cause: new AggregateError([error, second]) });
  }
}
