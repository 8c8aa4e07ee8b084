import type { SiteControlFile } from '@resite/site/site-control-file';
import { helperServersOf } from '@resite/site/site-control-file/helper-servers';
import type { ServiceContext } from '../../service/service.ts';
import type { TraceLog } from '../../sms/trace-log.ts';

/**
 * Starts SMS_EXECUTIVE where it is stopped on a helper server (Resource Guide, services). What the real one does about a helper server
 * that is off is not known: here the site goes on without it.
 */
export async function startHelpers(service: ServiceContext, control: SiteControlFile, log: TraceLog): Promise<void> {
  for (const { name } of helperServersOf(control)) {
    try {
      const started = await service.call('network.startService', name, 'SMS_EXECUTIVE');
      if (started) await log(`Started the service SMS_EXECUTIVE on the helper server ${name}.`);
    } catch (error) {
      await log(`Cannot start SMS_EXECUTIVE on the helper server ${name}: ${(error as Error).message}`);
    }
  }
}
