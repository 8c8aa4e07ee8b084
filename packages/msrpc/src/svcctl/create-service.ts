import type { RpcBinding } from '../binding.ts';
import { call, nothing } from '../call.ts';
import type { NdrWriter } from '../ndr/writer.ts';
import { encodeDependencies } from './encode-dependencies.ts';
import type { ManagerHandle, ServiceHandle } from './interface.ts';
import {
  errorControls,
  type ServiceErrorControl,
  type ServiceStartType,
  serviceAccess,
  serviceType,
  startTypes,
} from './words.ts';

export interface ServiceCreation {
  name: string;
  displayName?: string;
  /** With its arguments; a path with blanks in quotation marks. */
  imagePath: string;
  startType: ServiceStartType;
  /** `DOMAIN\user`; LocalSystem unless given. */
  account?: string;
  /** What `encryptServicePassword` makes of the password; never the password itself. */
  encryptedPassword?: Uint8Array;
  /** Names of services, and of groups with a `+` before. */
  dependencies?: readonly string[];
  loadOrderGroup?: string;
  /** Bits of `serviceType`; a process of its own unless given. */
  type?: number;
  errorControl?: ServiceErrorControl;
  /** Of the handle that comes back: bits of `serviceAccess`. */
  access?: number;
}

/**
 * RCreateServiceW ([MS-SCMR] 3.1.4.12). `ERROR_SERVICE_EXISTS` when there is one of this name, `ERROR_SERVICE_MARKED_FOR_DELETE` while a
 * program still holds one that was deleted. Whether account and password are right shows only when it starts.
 */
export function createService(
  binding: RpcBinding,
  manager: ManagerHandle,
  service: ServiceCreation,
): Promise<ServiceHandle> {
  return call(
    binding,
    { number: 12, name: 'RCreateServiceW' },
    service.name,
    writer => writeCreation(writer, manager, service),
    reader => {
      reader.pointer(() => reader.u32()); // the tag within the group
      return reader.handle('service');
    },
  );
}

function writeCreation(writer: NdrWriter, manager: ManagerHandle, service: ServiceCreation): void {
  const text = (text: string | undefined) => writer.pointer(text, text => writer.string(text));
  const bytes = (bytes: Uint8Array | undefined) => {
    writer.pointer(bytes, bytes => writer.array(bytes));
    writer.u32(bytes?.length ?? 0);
  };
  writer.handle(manager);
  writer.string(service.name);
  text(service.displayName);
  writer.u32(service.access ?? serviceAccess.MAXIMUM_ALLOWED);
  writer.u32(service.type ?? serviceType.SERVICE_WIN32_OWN_PROCESS);
  writer.u32(startTypes[service.startType]);
  writer.u32(errorControls[service.errorControl ?? 'SERVICE_ERROR_NORMAL']);
  writer.string(service.imagePath);
  text(service.loadOrderGroup);
  writer.pointer(undefined, nothing); // a tag is not asked for
  bytes(encodeDependencies(service.dependencies));
  text(service.account);
  bytes(service.encryptedPassword);
}

/** RDeleteService ([MS-SCMR] 3.1.4.3): marks it; it goes when it has stopped and nobody holds it open. */
export function deleteService(binding: RpcBinding, service: ServiceHandle): Promise<void> {
  return call(binding, { number: 2, name: 'RDeleteService' }, undefined, writer => writer.handle(service), nothing);
}
