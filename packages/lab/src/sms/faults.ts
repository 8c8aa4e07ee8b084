import { labKey } from '@resite/host/lab-key';
import { dwordValue, readDword } from '@resite/registry/values';
import type { ServiceContext } from '../service/service.ts';

/**
 * Values of the key of the lab, which count how often something is still to go wrong on this computer. `Lost Reports`: site control files
 * that the sender believes it has sent, and that never arrive.
 */
export type Fault = 'Lost Reports';

/** True when it is to go wrong now; counts down. */
export async function takeFault(service: ServiceContext, fault: Fault): Promise<boolean> {
  const value = await service.value(labKey, fault);
  const left = value === undefined ? 0 : readDword(value);
  if (left > 0) await service.call('registry.setValue', labKey, dwordValue(fault, left - 1));
  return left > 0;
}
