import type { RpcBinding } from '../binding.ts';
import { exchange, type Operation, sourceOf } from '../call.ts';
import { AnswerInvalid } from '../ndr/answer-invalid.ts';
import { windowsErrors } from '../status/windows-errors.ts';
import { windowsStatus } from '../status/windows-status.ts';
import { readServiceEntries, type ServiceEntry } from './enum-service-status.ts';
import type { ManagerHandle, ServiceHandle } from './interface.ts';
import { serviceType } from './words.ts';

export type { ServiceEntry } from './enum-service-status.ts';

/** dwServiceState ([MS-SCMR] 3.1.4.14): active ones are all that are not stopped. */
export type ServiceStateFilter = keyof typeof stateFilters;

const stateFilters = { SERVICE_ACTIVE: 1, SERVICE_INACTIVE: 2, SERVICE_STATE_ALL: 3 } as const;
const win32Services = serviceType.SERVICE_WIN32_OWN_PROCESS | serviceType.SERVICE_WIN32_SHARE_PROCESS;

const { ERROR_MORE_DATA } = windowsErrors;
const enumerateOperation = { number: 14, name: 'REnumServicesStatusW' };
const dependentsOperation = { number: 13, name: 'REnumDependentServicesW' };
const firstRoom = 0x4000;
/** The largest that the protocol allows. */
const mostRoom = 0x40000;
/** More than any computer has. */
const mostServices = 100_000;

/**
 * REnumServicesStatusW ([MS-SCMR] 3.1.4.14): all services of the wanted types (bits of `serviceType`; no drivers unless given) and states.
 * Fetches page by page, each as large as the server wants it.
 */
export async function enumerateServices(
  binding: RpcBinding,
  manager: ManagerHandle,
  { type = win32Services, state = 'SERVICE_STATE_ALL' as ServiceStateFilter } = {},
): Promise<ServiceEntry[]> {
  const services: ServiceEntry[] = [];
  let room = firstRoom;
  let resume = 0;
  while (services.length <= mostServices) {
    const { result, status } = await askPage(binding, manager, { type, state, room, resume });
    if (status !== 0 && status !== ERROR_MORE_DATA)
      throw windowsStatus(binding.server, enumerateOperation.name, status);
    const page = readServiceEntries(binding, enumerateOperation, result.buffer, result.count);
    if (status === 0) return [...services, ...page];
    if (page.length === 0 || result.resume === resume) {
      // the same page would come again
      room = largerRoom(binding, enumerateOperation, room, result.needed);
    } else {
      services.push(...page);
      resume = result.resume;
    }
  }
  throw new AnswerInvalid(sourceOf(binding, enumerateOperation), 0, `there are more than ${mostServices} services`);
}

interface Page {
  readonly type: number;
  readonly state: ServiceStateFilter;
  readonly room: number;
  /** Where the page begins: 0, or what the answer before said. */
  readonly resume: number;
}

function askPage(binding: RpcBinding, manager: ManagerHandle, { type, state, room, resume }: Page) {
  return exchange(
    binding,
    enumerateOperation,
    writer => {
      writer.handle(manager);
      writer.u32(type);
      writer.u32(stateFilters[state]);
      writer.u32(room);
      writer.pointer(resume, resume => writer.u32(resume));
    },
    reader => ({
      buffer: reader.array(),
      needed: reader.u32(),
      count: reader.u32(),
      resume: reader.pointer(() => reader.u32()) ?? 0,
    }),
  );
}

/**
 * REnumDependentServicesW ([MS-SCMR] 3.1.4.13): the services that depend on this one, also by way of others, in the order in which they
 * can be stopped.
 */
export async function enumerateDependents(
  binding: RpcBinding,
  service: ServiceHandle,
  state: ServiceStateFilter = 'SERVICE_STATE_ALL',
): Promise<ServiceEntry[]> {
  let room = firstRoom;
  for (;;) {
    const { result, status } = await exchange(
      binding,
      dependentsOperation,
      writer => {
        writer.handle(service);
        writer.u32(stateFilters[state]);
        writer.u32(room);
      },
      reader => ({ buffer: reader.array(), needed: reader.u32(), count: reader.u32() }),
    );
    if (status === 0) return readServiceEntries(binding, dependentsOperation, result.buffer, result.count);
    if (status !== ERROR_MORE_DATA) throw windowsStatus(binding.server, dependentsOperation.name, status);
    room = largerRoom(binding, dependentsOperation, room, result.needed);
  }
}

function largerRoom(binding: RpcBinding, operation: Operation, room: number, needed: number): number {
  if (room === mostRoom) throw new AnswerInvalid(sourceOf(binding, operation), 0, `${room} bytes are not enough`);
  return Math.min(mostRoom, Math.max(room * 4, room + needed));
}
