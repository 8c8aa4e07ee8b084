import type { RpcBinding } from '../binding.ts';
import { call, exchange, nothing } from '../call.ts';
import { windowsStatus } from '../status/windows-status.ts';
import type { ServiceHandle } from './interface.ts';
import { readServiceStatus, type ServiceStatus } from './service-status.ts';

/** dwControl ([MS-SCMR] 3.1.4.2). */
export type ServiceControl = keyof typeof controls;

const controls = {
  SERVICE_CONTROL_STOP: 1,
  SERVICE_CONTROL_PAUSE: 2,
  SERVICE_CONTROL_CONTINUE: 3,
  SERVICE_CONTROL_INTERROGATE: 4,
} as const;

const controlOperation = { number: 1, name: 'RControlService' };

/**
 * RStartServiceW ([MS-SCMR] 3.1.4.19). Returns when the service control manager has begun to start it. `args` are for the service itself;
 * the first one is its name, by custom.
 */
export function startService(binding: RpcBinding, service: ServiceHandle, args: readonly string[] = []): Promise<void> {
  return call(
    binding,
    { number: 19, name: 'RStartServiceW' },
    undefined,
    writer => {
      writer.handle(service);
      writer.u32(args.length);
      writer.pointer(args.length === 0 ? undefined : args, args => {
        writer.u32(args.length);
        writer.struct(() => {
          for (const argument of args) writer.pointer(argument, argument => writer.string(argument));
        });
      });
    },
    nothing,
  );
}

/**
 * RControlService ([MS-SCMR] 3.1.4.2). Returns when the service has taken the control, with what it said then, undefined where the server
 * leaves that out; a stop may take long after. A service with others that depend on it and run does not stop:
 * `ERROR_DEPENDENT_SERVICES_RUNNING`.
 */
export async function controlService(
  binding: RpcBinding,
  service: ServiceHandle,
  control: ServiceControl,
): Promise<ServiceStatus | undefined> {
  const { result, status } = await exchange(
    binding,
    controlOperation,
    writer => {
      writer.handle(service);
      writer.u32(controls[control]);
    },
    readServiceStatus,
  );
  if (status !== 0) throw windowsStatus(binding.server, controlOperation.name, status, control);
  return result;
}
