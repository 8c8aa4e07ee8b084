/** A service of Windows NT itself that does nothing here but run. */
import { once } from 'node:events';
import type { ServiceMain } from '../service/service.ts';

export const main: ServiceMain = async service => {
  if (!service.stopping.aborted) await once(service.stopping, 'abort');
};
