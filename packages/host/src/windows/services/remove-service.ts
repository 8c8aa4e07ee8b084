import { monotonic, sleep } from '@resite/filesystem/clock';
import type { RpcBinding } from '@resite/msrpc/binding';
import { isWindowsError } from '@resite/msrpc/status';
import { deleteService, serviceAccess } from '@resite/msrpc/svcctl';
import type { Service } from '../../host.ts';
import { markedForDeletion } from '../../registry/service-failures.ts';
import { waitForService } from '../../wait-for-service.ts';
import { rightMissing, stop } from './control-service.ts';
import { inService } from './open-service.ts';

/** For a service to stop, and for Windows to forget it, in milliseconds. */
const patience = { stop: 180_000, deletion: 10_000 };

export interface ServiceRemover {
  readonly name: string;
  readonly svcctl: RpcBinding;
  readonly query: (name: string) => Promise<Service | undefined>;
}

/** Stops the service and deletes it; returns when it is gone. `SERVICE_MARKED_FOR_DELETION` while a program there holds it. */
export async function remove({ name: host, svcctl, query }: ServiceRemover, name: string): Promise<void> {
  const present = await query(name);
  if (!present) return;
  if (present.state !== 'stopped') {
    if (present.state !== 'stop-pending') await stop(svcctl, name);
    await waitForService({ name: host, services: { query } }, name, 'stopped', { timeoutMs: patience.stop });
  }
  await inService(svcctl, { name, access: serviceAccess.DELETE }, async service => {
    try {
      await deleteService(svcctl, service);
    } catch (error) {
      if (isWindowsError(error, 'ERROR_ACCESS_DENIED')) throw rightMissing(name, 'remove', error);
      if (!isWindowsError(error, 'ERROR_SERVICE_MARKED_FOR_DELETE')) throw error;
    }
  });
  const deadline = monotonic() + patience.deletion;
  while (await query(name)) {
    if (monotonic() > deadline) throw markedForDeletion(name);
    await sleep(50);
  }
}
