import { ResiteError } from '@resite/errors';
import { type CompressionMode, compressionModes } from '../compression/modes.ts';

/** How new data is stored. Whatever these are, any program that knows the format reads it. */
export interface WriteOptions {
  /** How much work goes into making the data small; `auto` by default. Format version 1 knows no compression. */
  readonly compression?: CompressionMode | undefined;
  /** Bytes with which a pack is full, from 4 to 128 MiB; 16 MiB by default. The last one of a run is smaller. */
  readonly packSize?: number | undefined;
}

export type WriteSettings = { readonly [name in keyof WriteOptions]-?: NonNullable<WriteOptions[name]> };

export const mebibyte = 1024 ** 2;
export const usualPackSize = 16 * mebibyte;
const [smallest, largest] = [4, 128];

/** The options, or what restic's environment variables say, or what is usual. `USAGE` for what cannot be. */
export function writeSettings(
  { compression, packSize }: WriteOptions,
  environment: Readonly<Record<string, string | undefined>> = {},
): WriteSettings {
  const { RESTIC_COMPRESSION: mode, RESTIC_PACK_SIZE: size } = environment;
  return {
    compression: compression ?? (mode ? fromVariable('RESTIC_COMPRESSION', () => parseCompression(mode)) : 'auto'),
    packSize: packSize ?? (size ? fromVariable('RESTIC_PACK_SIZE', () => parsePackSize(size)) : usualPackSize),
  };
}

/** `USAGE` for anything that is not the name of a mode. */
export function parseCompression(text: string): CompressionMode {
  const mode = compressionModes.find(name => name === text);
  if (mode !== undefined) return mode;
  throw new ResiteError('USAGE', `${JSON.stringify(text)} is not a mode of compression`, {
    hint: `Write one of ${compressionModes.join(', ')}.`,
  });
}

/** Bytes, from a whole number of MiB as restic takes it. `USAGE` for what is no size of a pack. */
export function parsePackSize(text: string): number {
  const size = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (size >= smallest && size <= largest) return size * mebibyte;
  throw new ResiteError('USAGE', `${JSON.stringify(text)} is not a size of packs`, {
    hint: `Write a whole number from ${smallest} to ${largest}, in MiB.`,
  });
}

function fromVariable<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ResiteError)) throw error;
    const { code, message, hint } = error;
    throw new ResiteError(code, `the environment variable ${name}: ${message}`, { hint: `${hint} Or unset ${name}.` });
  }
}
