import type { RegistryKey, RegistryValue } from '@resite/registry';
import type { AccountVerdict, CommandResult, Service, ServiceDefinition, StartType } from './host.ts';

/**
 * What a running lab machine answers over its local socket. One JSON object a line; `Uint8Array` travels as
 * `{"$bytes": base64}`, `bigint` as `{"$int": decimal}`. A request is `{id, operation, arguments, fence?}`, an answer
 * `{id, result}` or `{id, error: {code, message, hint?}}`. Files are not part of it: drives are folders.
 *
 * A machine folder:
 *   C/ D/ …                            its drives
 *   C/WINNT35/SYSTEM32/CONFIG/…        regf hives SOFTWARE and SYSTEM (SECURITY for service passwords)
 *   machine.json                       while it is up: {pid, socket}
 *   conditions.json                    what the machine pretends of its clock and its disks, for practice
 *   fence                              the latest fence, decimal
 *   lease.json                         while a lease is held: its services, and when they start (`lease-file.ts`)
 *
 * DOS attributes of a file are the extended attribute `user.DOSATTRIB` (text such as `0x22`, as Samba and Wine write it),
 * creation time `user.resite.created` (decimal nanoseconds since 1970), security descriptor `user.resite.security`.
 */
export interface LabOperations {
  'clock.now': { arguments: []; result: number };
  'fence.claim': { arguments: []; result: number };
  'registry.read': { arguments: [path: string]; result: RegistryKey | null };
  'registry.replace': { arguments: [path: string, content: RegistryKey]; result: null };
  'registry.setValue': { arguments: [path: string, value: RegistryValue]; result: null };
  'registry.remove': { arguments: [path: string]; result: null };
  'services.list': { arguments: []; result: Service[] };
  'services.start': { arguments: [name: string]; result: null };
  /** Asked for by a service of another machine: those are no administrators, and no fence holds them up. */
  'services.startAsService': { arguments: [name: string]; result: null };
  'services.stop': { arguments: [name: string]; result: null };
  'services.install': { arguments: [definition: ServiceDefinition, password: string | null]; result: null };
  'services.remove': { arguments: [name: string]; result: null };
  'services.setStartType': { arguments: [name: string, startType: StartType]; result: null };
  'services.verifyAccount': { arguments: [account: string, password: string]; result: AccountVerdict };
  'services.passwordSet': { arguments: [account: string]; result: number | null };
  'lease.hold': { arguments: [services: string[], seconds: number]; result: null };
  'lease.renew': { arguments: [seconds: number]; result: null };
  'lease.release': { arguments: []; result: null };
  'commands.run': { arguments: [program: string, args: string[]]; result: CommandResult };
  'database.query': {
    arguments: [sql: string, parameters: (string | number)[]];
    result: Record<string, string | number | null>[];
  };
}

export type LabOperation = keyof LabOperations;
