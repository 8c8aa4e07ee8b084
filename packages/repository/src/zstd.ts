import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';

/** What restic calls `auto`. */
const level = 3;

/** Below this many bytes the way to another thread costs more than it saves. */
export const worthThread = 16 * 1024;

/**
 * Content above this size is not unpacked: a few bytes can claim to be gigabytes. Trees larger than this cannot be handled
 * as text; no known program makes data blobs that are.
 */
export const largestContent = 512 * 1024 * 1024;

/** One zstd frame that states its content's size. */
export function compressSync(data: Uint8Array): Buffer {
  return zstdCompressSync(data, compression(data.length));
}

/** As {@link compressSync}, on another thread. */
export function compress(data: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zstdCompress(data, compression(data.length), (error, frame) => (error === null ? resolve(frame) : reject(error)));
  });
}

/** The content of a frame, undefined when it is no frame or its content has not exactly `length` bytes. */
export function decompressSync(frame: Uint8Array, length: number): Buffer | undefined {
  return unlessDamaged(() => ofLength(zstdDecompressSync(frame, decompression(length)), length));
}

/** As {@link decompressSync}, on another thread. */
export function decompress(frame: Uint8Array, length: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    zstdDecompress(frame, decompression(length), (error, data) => {
      if (error === null) resolve(ofLength(data, length));
      else if (isDamage(error)) resolve(undefined);
      else reject(error);
    });
  });
}

/** As {@link decompressSync} for a frame whose length is not known beforehand. */
export function decompressUnknown(frame: Uint8Array): Buffer | undefined {
  return unlessDamaged(() => zstdDecompressSync(frame, { maxOutputLength: largestContent }));
}

/** The output size fits incompressible data (zstd: ZSTD_compressBound), so that a frame comes as one buffer. */
const compression = (length: number) => ({
  params: { [constants.ZSTD_c_compressionLevel]: level },
  pledgedSrcSize: length,
  chunkSize: length + (length >>> 8) + 128,
});

const decompression = (length: number) => ({ chunkSize: Math.max(64, length), maxOutputLength: Math.max(64, length) });

const ofLength = (data: Buffer, length: number) => (data.length === length ? data : undefined);

function unlessDamaged(action: () => Buffer | undefined): Buffer | undefined {
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
