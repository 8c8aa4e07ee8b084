import { resolve } from 'node:path';
import { parseLocation } from '@resite/repository/location';

/** A location as restic writes it; that of a local folder, with or without `local:`, as an absolute path. */
export function absoluteLocation(location: string, folder = process.cwd()): string {
  const place = parseLocation(location);
  return place.kind === 'local' ? resolve(folder, place.path) : location;
}
