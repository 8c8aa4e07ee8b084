import { sameName } from '@resite/registry/names';
import type { ServiceContext } from '../../service/service.ts';
import { shareOwner, siteShares } from '../../sms/shares.ts';
import type { Site } from '../../sms/site.ts';
import type { TraceLog } from '../../sms/trace-log.ts';

/** Makes the shares of the site that are missing. False when another site owns one (event 236). Package shares are not its business. */
export async function installShares(service: ServiceContext, site: Site, log: TraceLog): Promise<boolean> {
  const present = await service.call('shares.list');
  let complete = true;
  for (const share of siteShares(site.code, site.root)) {
    const found = present.find(({ name }) => sameName(name, share.name));
    const owner = found && shareOwner(found.comment);
    if (owner !== undefined && owner !== site.code) {
      await log(`Event 236: the share ${share.name} was previously created for SMS site ${owner}.`);
      complete = false;
    } else if (found === undefined || !sameName(found.path, share.path)) {
      await service.call('shares.create', share);
      await log(`Created the share ${share.name}.`);
    }
  }
  return complete;
}
