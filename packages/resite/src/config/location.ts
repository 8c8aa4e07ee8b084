import { resolve } from 'node:path';
import { parseLocation } from '@resite/repository/location';
import { plainPath } from '../plain-path.ts';

/** A location as restic writes it; that of a local folder, with or without `local:`, as an absolute path. */
export function absoluteLocation(location: string, folder?: string): string {
  const place = parseLocation(location);
  return place.kind === 'local'
    ? folder === undefined
      ? plainPath(place.path)
      : resolve(folder, place.path)
    : location;
}
