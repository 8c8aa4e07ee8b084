import type { LabOperation } from '../lab-protocol.ts';

const mutating: readonly LabOperation[] = [
  'registry.replace',
  'registry.setValue',
  'registry.remove',
  'services.start',
  'services.stop',
  'services.install',
  'services.remove',
  'services.setStartType',
  'lease.hold',
  'lease.renew',
  'lease.release',
  'commands.run',
];

/** Does the operation change the machine, so that it needs the latest fence? */
export function isMutating(operation: string): boolean {
  return mutating.some(each => each === operation);
}
