/** A service of Windows NT itself that does nothing here but run. */
import { once } from 'node:events';
import { runService } from '../service/service.ts';

await runService(async service => {
  if (!service.stopping.aborted) await once(service.stopping, 'abort');
});
