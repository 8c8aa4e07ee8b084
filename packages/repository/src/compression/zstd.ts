import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { programFunctions } from '../system/program-functions.ts';
import { ScratchMemory } from '../system/scratch-memory.ts';
import { levelOf } from './modes.ts';

const usualLevel = levelOf('auto');

/**
 * Content above this size is not unpacked: a few bytes can claim to be gigabytes. A tree larger than this does not fit
 * into a string, and no known program makes such data blobs.
 */
export const largestContent = 512 * 1024 * 1024;

interface Codec {
  /** Puts one frame that states its content's size into memory with room for any, and returns its length. */
  compress(data: Uint8Array, into: Uint8Array, level: number): number;
  /** Fills `into` with the content of a frame; false when it is no frame or its content has another size. */
  decompress(frame: Uint8Array, into: Uint8Array): boolean;
}

let codec: Codec | undefined;

const scratch = new ScratchMemory();

/** One zstd frame that states its content's size. It lies in memory that the next call uses again. */
export function compress(data: Uint8Array, level = usualLevel): Uint8Array {
  const room = scratch.take(compressBound(data.length));
  return room.subarray(0, compressInto(data, room, level));
}

/** Puts a frame as of {@link compress} into memory of at least `compressBound`, and returns its length. */
export function compressInto(data: Uint8Array, into: Uint8Array, level = usualLevel): number {
  codec ??= nativeCodec() ?? nodeCodec;
  return codec.compress(data, into, level);
}

/** Fills `into` with the content of a frame; false when it is no frame or its content has another size. */
export function decompressInto(frame: Uint8Array, into: Uint8Array): boolean {
  codec ??= nativeCodec() ?? nodeCodec;
  return codec.decompress(frame, into);
}

/** The content of a frame whose length is not known beforehand; undefined when it is no frame. */
export function decompressUnknown(frame: Uint8Array): Buffer | undefined {
  return unlessDamaged(() => zstdDecompressSync(frame, { maxOutputLength: largestContent }));
}

/**
 * The zstd that Node itself contains, called directly where the program exports it (Linux, macOS): a context that is
 * kept costs a third of what node:zlib costs for a small blob, which makes a new one each time.
 */
function nativeCodec(): Codec | undefined {
  const zstd = exportedZstd();
  if (zstd === undefined) return undefined;
  const compression = zstd.createCCtx();
  let levelSet: number | undefined;
  const decompression = zstd.createDCtx();
  return {
    compress(data, into, level) {
      if (level !== levelSet) zstd.setParameter(compression, constants.ZSTD_c_compressionLevel, level);
      levelSet = level;
      const size = Number(zstd.compress2(compression, into, into.length, data, data.length));
      if (!(size > 0 && size <= into.length)) throw new Error(`zstd cannot compress: it returned ${size}`);
      return size;
    },
    decompress(frame, into) {
      // A failure is a number close to 2^64.
      return Number(zstd.decompressDCtx(decompression, into, into.length, frame, frame.length)) === into.length;
    },
  };
}

const exportedZstd = programFunctions(program => ({
  createCCtx: program.func('void *ZSTD_createCCtx()'),
  setParameter: program.func('size_t ZSTD_CCtx_setParameter(void *context, int parameter, int value)'),
  compress2: program.func('size_t ZSTD_compress2(void *context, void *to, size_t room, const void *from, size_t size)'),
  createDCtx: program.func('void *ZSTD_createDCtx()'),
  decompressDCtx: program.func(
    'size_t ZSTD_decompressDCtx(void *context, void *to, size_t room, const void *from, size_t size)',
  ),
}));

/** For programs that keep their zstd to themselves. */
export const nodeCodec: Codec = {
  compress(data, into, level) {
    const frame = zstdCompressSync(data, {
      params: { [constants.ZSTD_c_compressionLevel]: level },
      pledgedSrcSize: data.length,
      chunkSize: compressBound(data.length),
    });
    into.set(frame);
    return frame.length;
  },
  decompress(frame, into) {
    const room = Math.max(64, into.length);
    const content = unlessDamaged(() => zstdDecompressSync(frame, { chunkSize: room, maxOutputLength: room }));
    if (content?.length !== into.length) return false;
    into.set(content);
    return true;
  },
};

/** Room for any frame (zstd: ZSTD_compressBound, rounded up). */
export const compressBound = (length: number) => length + (length >>> 8) + 128;

function unlessDamaged(action: () => Buffer): Buffer | undefined {
  try {
    return action();
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
}

function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const code = String(error.code);
  return code.startsWith('ZSTD_error') || code === 'ERR_BUFFER_TOO_LARGE' || code === 'Z_BUF_ERROR';
}
