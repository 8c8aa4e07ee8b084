import type { FileRange, FileType } from '../backend.ts';
import { endsEarly } from '../retrying-backend.ts';
import type { HttpResponse } from './http-client.ts';

export function rangeHeader({ offset, length }: FileRange): string {
  return `bytes=${offset}-${offset + length - 1}`;
}

/** The range out of an answer of status 200, 206 or 416. */
export function rangeOf(
  { status, body }: HttpResponse,
  { offset, length }: FileRange,
  file: { type: FileType; name: string; location: string },
): Buffer {
  const part = status === 416 ? Buffer.alloc(0) : status === 200 ? body.subarray(offset, offset + length) : body;
  if (part.length === length) return part;
  throw endsEarly(file.type, file.name, file.location);
}
