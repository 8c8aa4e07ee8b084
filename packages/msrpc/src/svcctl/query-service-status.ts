import type { RpcBinding } from '../binding.ts';
import { callFor, exchange, sourceOf } from '../call.ts';
import { NdrReader } from '../ndr/reader.ts';
import { isWindowsError, windowsStatus } from '../status/windows-status.ts';
import type { ServiceHandle } from './interface.ts';
import { readKnownServiceStatus, readServiceStatus, type ServiceStatus } from './service-status.ts';

const withProcess = { number: 40, name: 'RQueryServiceStatusEx' };
const scStatusProcessInfo = 0;
/** SERVICE_STATUS_PROCESS ([MS-SCMR] 2.2.49): SERVICE_STATUS, the process and flags. */
const statusProcessSize = 36;

/** Those whose server has said that it does not have the later operation. */
const older = new WeakSet<RpcBinding>();

/**
 * The state of a service: RQueryServiceStatusEx ([MS-SCMR] 3.1.4.38), with the process. Windows NT has only RQueryServiceStatus
 * ([MS-SCMR] 3.1.4.7), which tells no process: that is asked where the server lacks the later one.
 */
export async function queryServiceStatus(binding: RpcBinding, service: ServiceHandle): Promise<ServiceStatus> {
  if (older.has(binding)) return queryOlder(binding, service);
  try {
    return await queryWithProcess(binding, service);
  } catch (error) {
    if (!isWindowsError(error, 'nca_op_rng_error', 'RPC_S_PROCNUM_OUT_OF_RANGE', 'RPC_NT_PROCNUM_OUT_OF_RANGE'))
      throw error;
    older.add(binding);
    return queryOlder(binding, service);
  }
}

async function queryWithProcess(binding: RpcBinding, service: ServiceHandle): Promise<ServiceStatus> {
  const { result, status } = await exchange(
    binding,
    withProcess,
    writer => {
      writer.handle(service);
      writer.u32(scStatusProcessInfo);
      writer.u32(statusProcessSize);
    },
    reader => {
      const buffer = reader.array();
      reader.u32(); // the size that is needed
      return buffer;
    },
  );
  if (status !== 0) throw windowsStatus(binding.server, withProcess.name, status);
  const reader = new NdrReader(result, `the status in ${sourceOf(binding, withProcess)}`);
  return { ...readKnownServiceStatus(reader), processId: reader.u32() };
}

function queryOlder(binding: RpcBinding, service: ServiceHandle): Promise<ServiceStatus> {
  return callFor(
    binding,
    { number: 6, name: 'RQueryServiceStatus' },
    undefined,
    writer => writer.handle(service),
    readServiceStatus,
  );
}
