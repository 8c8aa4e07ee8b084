import { isResiteError } from '@resite/errors';
import type { Sealer } from '../crypto/seal.ts';
import { writeContent } from '../local/write-content.ts';
import { type WholeFile, writeWholeFile } from '../local/write-whole-file.ts';
import { BlobOpener } from './blob-opener.ts';
import type { SealedRange } from './blob-work.ts';
import { type PackSource, PackWindow } from './pack-window.ts';

/** A file with one blob or none, and where the blob lies in the pack. */
export interface FileToWrite extends WholeFile {
  blob: SealedRange | undefined;
}

/** A blob of which the content goes to a place in a file that is open. */
export interface PieceToWrite extends SealedRange {
  descriptor: number;
  position: number;
  /** Whether zeros are left out. */
  sparse: boolean;
}

/**
 * The part of a restore that a thread does, next to the disk. Whatever fails there, for whatever reason, leaves no trace:
 * the main thread does it again, to say what is wrong.
 */
export interface RestoreWork {
  /** Which of the files are written now. The source is undefined when none has content. */
  writeFiles(source: PackSource | undefined, files: readonly FileToWrite[]): boolean[];
  /** Which of the pieces are written now. */
  writePieces(source: PackSource, pieces: readonly PieceToWrite[]): boolean[];
}

export function restoreWork(sealer: Sealer): RestoreWork {
  const window = new PackWindow();
  const opener = new BlobOpener(sealer);

  const isOpened = (source: PackSource) =>
    unlessRefused(() => {
      window.open(source);
      return true;
    });
  const contentOf = ({ id, offset, length, plainLength }: SealedRange): Uint8Array | undefined => {
    const known = opener.again(id);
    if (known !== undefined) return known;
    const sealed = window.range(offset, length);
    window.letGo(offset + length);
    return sealed && opener.open(id, sealed, plainLength);
  };
  const forEach = <T>(source: PackSource | undefined, all: readonly T[], work: (one: T) => boolean): boolean[] => {
    try {
      if (source !== undefined && !isOpened(source)) return all.map(() => false);
      return all.map(one => unlessRefused(() => work(one)));
    } finally {
      window.close();
      opener.end();
    }
  };
  return {
    writeFiles: (source, files) =>
      forEach(source, files, file => {
        const content = file.blob === undefined ? nothing : contentOf(file.blob);
        if (content !== undefined) writeWholeFile(file, content);
        return content !== undefined;
      }),
    writePieces: (source, pieces) =>
      forEach(source, pieces, piece => {
        const content = contentOf(piece);
        if (content !== undefined) writeContent(piece.descriptor, piece.position, content, piece);
        return content !== undefined;
      }),
  };
}

const nothing = Buffer.alloc(0);

/** False when the system refuses something. */
function unlessRefused(action: () => boolean): boolean {
  try {
    return action();
  } catch (error) {
    if (isResiteError(error) || (error instanceof Error && 'code' in error)) return false;
    throw error;
  }
}
