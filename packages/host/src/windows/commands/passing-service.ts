import { randomBytes } from 'node:crypto';
import { ResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { isWindowsError } from '@resite/msrpc/status';
import { createService, deleteService, managerAccess, serviceAccess, startService } from '@resite/msrpc/svcctl';
import { rightMissing } from '../services/control-service.ts';
import { closingService, inManager } from '../services/open-service.ts';

const { SC_MANAGER_CONNECT, SC_MANAGER_CREATE_SERVICE } = managerAccess;
const { SERVICE_START, DELETE } = serviceAccess;

/**
 * Begins a batch file with its arguments on the computer, as LocalSystem, and does not wait for it: by a service that is made, started and deleted again. The command
 * interpreter is no service, so Windows gives it up as one that does not answer (NT error 1053); by then it has begun the batch file in a
 * process of its own, which goes on.
 */
export async function beginBatch(svcctl: RpcBinding, systemRoot: string, command: string): Promise<void> {
  const name = `RESITE_${randomBytes(4).toString('hex')}`;
  const interpreter = `${systemRoot}\\SYSTEM32\\CMD.EXE`;
  const imagePath = `${interpreter} /c start /b ${interpreter} /c ${command}`;
  const access = SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE;
  await inManager(
    svcctl,
    async manager => {
      const service = await createService(svcctl, manager, {
        name,
        imagePath,
        startType: 'SERVICE_DEMAND_START',
        access: SERVICE_START | DELETE,
      }).catch(error => {
        throw isWindowsError(error, 'ERROR_ACCESS_DENIED') ? rightMissing(name, 'install', error) : error;
      });
      await closingService(svcctl, service, async service => {
        try {
          await startService(svcctl, service);
        } catch (error) {
          if (!isWindowsError(error, 'ERROR_SERVICE_REQUEST_TIMEOUT')) throw begunNot(command, error);
        } finally {
          await deleteService(svcctl, service);
        }
      });
    },
    access,
  );
}

function begunNot(command: string, error: unknown): unknown {
  if (!isWindowsError(error)) return error;
  return new ResiteError('COMMAND_FAILED', `Windows did not begin ${command}: ${error.message}`, { cause: error });
}
