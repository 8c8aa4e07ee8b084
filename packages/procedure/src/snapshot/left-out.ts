import type { Profile, SiteDescription } from '@resite/site';
import { captureRoots } from '@resite/site/discovery/capture-roots';
import { type LeftOut, leftOutOf } from '@resite/site/left-out';
import { isWithin } from '@resite/site/paths';
import type { Manifest } from './manifest.ts';

/** What a backup of these roots leaves out of the site as it was when its services were stopped. */
export function leftOutOfCapture(site: SiteDescription, roots: readonly string[], profile: Profile): LeftOut[] {
  const late = captureRoots(site).filter(path => !roots.some(root => isWithin(path, root)));
  const why = 'it was not there yet when the backup was planned';
  return [...leftOutOf(site, profile), ...late.map(what => ({ what, why, source: 'Q138347 Backup 4' }))];
}

/** What the snapshot does not hold of its site. One of an earlier version does not say: then its description tells. */
export function leftOutOfSnapshot({ leftOut, site }: Manifest, profile: Profile): readonly LeftOut[] {
  return leftOut ?? leftOutOf(site, profile);
}

/** Of snapshots that are not whole: for lists, which read no manifest. */
export const partialTag = 'partial';

export const isPartial = ({ tags }: { readonly tags?: readonly string[] }): boolean =>
  tags?.includes(partialTag) === true;
