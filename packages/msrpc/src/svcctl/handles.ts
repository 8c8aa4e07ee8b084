import type { RpcBinding } from '../binding.ts';
import { call, closeHandle } from '../call.ts';
import { writeServerName } from '../server-name.ts';
import type { ManagerHandle, ServiceHandle } from './interface.ts';
import { managerAccess, serviceAccess } from './words.ts';

/** ROpenSCManagerW ([MS-SCMR] 3.1.4.15): the database of services. `access` is bits of `managerAccess`. */
export function openServiceManager(
  binding: RpcBinding,
  access: number = managerAccess.MAXIMUM_ALLOWED,
): Promise<ManagerHandle> {
  return call(
    binding,
    { number: 15, name: 'ROpenSCManagerW' },
    undefined,
    writer => {
      writeServerName(writer, binding);
      writer.pointer('ServicesActive', database => writer.string(database));
      writer.u32(access);
    },
    reader => reader.handle('manager'),
  );
}

/** ROpenServiceW ([MS-SCMR] 3.1.4.16). `name` is the name in the registry, not the one that is displayed; `access` is bits of `serviceAccess`. */
export function openService(
  binding: RpcBinding,
  manager: ManagerHandle,
  name: string,
  access: number = serviceAccess.MAXIMUM_ALLOWED,
): Promise<ServiceHandle> {
  return call(
    binding,
    { number: 16, name: 'ROpenServiceW' },
    name,
    writer => {
      writer.handle(manager);
      writer.string(name);
      writer.u32(access);
    },
    reader => reader.handle('service'),
  );
}

/** RCloseServiceHandle ([MS-SCMR] 3.1.4.1). */
export function closeServiceHandle(binding: RpcBinding, handle: ManagerHandle | ServiceHandle): Promise<void> {
  return closeHandle(binding, { number: 0, name: 'RCloseServiceHandle' }, handle);
}
