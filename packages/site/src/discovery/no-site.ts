import { ResiteError } from '@resite/errors';
import type { Host } from '@resite/host';

export function noSite(host: Host, system: string, reason: string): ResiteError {
  return new ResiteError('SITE_NOT_FOUND', `No ${system} site was found on ${host.name}: ${reason}.`, {
    hint: 'Name the site server itself in resite.yaml; clients and administrator workstations carry no site.',
  });
}
