import type { ServiceDefinition } from '@resite/host';
import { expectedServices, parseSiteControlFile } from '@resite/site/site-control-file';
import { binFolder, platformOf } from '../sms/platform.ts';
import { serviceProgram } from '../sms/service-program.ts';
import type { SiteServerSettings } from './site-server.ts';

/** The services that Setup of a site installs. */
export function siteServices({ site, controlFile }: SiteServerSettings): ServiceDefinition[] {
  const type = site.parent === '' ? 'primary' : 'secondary';
  const control = parseSiteControlFile(controlFile);
  const bin = binFolder(platformOf(control)!);
  return expectedServices(control, type).map(expected => ({
    name: expected.name,
    imagePath: serviceProgram(site.root, bin, expected),
    account: site.account,
    startType: expected.autostart ? 'auto' : 'manual',
  }));
}
