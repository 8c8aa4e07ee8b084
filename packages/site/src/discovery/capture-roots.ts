import { isWithin } from '../paths.ts';
import { type DescribedRoots, describedPlaces } from './described-places.ts';

/**
 * The Windows paths that a backup of the site holds: of SMS (Q138347 Backup 4) the SMS root, \MS, each package folder, SMS.INI,
 * and what SMS leaves in the root of its drive. A path inside of another one is left out.
 */
export function captureRoots(site: DescribedRoots): string[] {
  const paths = describedPlaces(site).map(({ path }) => path);
  return paths.filter((path, index) => {
    const inside = paths.some((other, at) => at !== index && isWithin(path, other) && !isWithin(other, path));
    const repeated = paths.findIndex(other => isWithin(other, path) && isWithin(path, other)) < index;
    return !inside && !repeated;
  });
}
