import { defined, ResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { encryptServicePassword } from '@resite/msrpc/password';
import { isWindowsError } from '@resite/msrpc/status';
import {
  changeServiceConfig,
  closeServiceHandle,
  createService,
  managerAccess,
  type ServiceStartType,
  serviceAccess,
} from '@resite/msrpc/svcctl';
import type { Service, ServiceDefinition, StartType } from '../../host.ts';
import { isLocalSystem, logonFailed, markedForDeletion } from '../../registry/service-failures.ts';
import { isDefinedAs } from '../../registry/service-key.ts';
import { refuseNul, serviceExists } from '../../registry/service-keys.ts';
import { rightMissing, serviceMissing } from './control-service.ts';
import { inManager, inService } from './open-service.ts';

const { SC_MANAGER_CONNECT, SC_MANAGER_CREATE_SERVICE } = managerAccess;
const { SERVICE_CHANGE_CONFIG, SERVICE_QUERY_CONFIG } = serviceAccess;

export const windowsStartTypes: Readonly<Record<StartType, ServiceStartType>> = {
  auto: 'SERVICE_AUTO_START',
  manual: 'SERVICE_DEMAND_START',
  disabled: 'SERVICE_DISABLED',
};

export interface ServiceInstaller {
  readonly svcctl: RpcBinding;
  readonly sessionKey: () => Promise<Uint8Array>;
  readonly query: (name: string) => Promise<Service | undefined>;
}

/**
 * The service with these settings; one that has them already gets its password anew unless it runs, for then it has the right one; one with
 * others is `SERVICE_EXISTS`. What was made is compared with what was wanted. Whether account and password are right shows only when it is
 * started.
 */
export async function install(
  { svcctl, sessionKey, query }: ServiceInstaller,
  definition: ServiceDefinition,
  password: string | undefined,
): Promise<void> {
  refuseNul(definition);
  const { name, account } = definition;
  const encryptedPassword =
    password === undefined || isLocalSystem(account) ? undefined : encryptServicePassword(await sessionKey(), password);
  const secret = encryptedPassword && { encryptedPassword };
  const present = await query(name);
  try {
    if (!present) await create(svcctl, definition, secret);
    else if (!isDefinedAs(present, definition)) throw serviceExists(definition, present);
    else if (secret && present.state !== 'running') await changeService(svcctl, present.name, { account, ...secret });
  } catch (error) {
    throw installRefused(definition, error);
  }
  const made = await query(name);
  if (!made) throw serviceMissing(name);
  if (!isDefinedAs(made, definition)) throw serviceExists(definition, made);
}

async function create(
  svcctl: RpcBinding,
  { name, displayName, imagePath, account, startType, dependsOn }: ServiceDefinition,
  secret: { encryptedPassword: Uint8Array } | undefined,
): Promise<void> {
  const access = SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE;
  const creation = {
    name,
    displayName: displayName || name,
    imagePath,
    startType: windowsStartTypes[startType],
    access: SERVICE_QUERY_CONFIG,
    ...defined({ account: isLocalSystem(account) ? undefined : account, dependencies: dependsOn }),
    ...secret,
  };
  await inManager(
    svcctl,
    async manager => closeServiceHandle(svcctl, await createService(svcctl, manager, creation)),
    access,
  );
}

/** `SERVICE_MISSING` when there is none. */
export async function changeService(
  svcctl: RpcBinding,
  name: string,
  change: Parameters<typeof changeServiceConfig>[2],
): Promise<void> {
  const found = await inService(svcctl, { name, access: SERVICE_CHANGE_CONFIG }, async service => {
    try {
      await changeServiceConfig(svcctl, service, change);
    } catch (error) {
      throw isWindowsError(error, 'ERROR_ACCESS_DENIED') ? rightMissing(name, 'change', error) : error;
    }
    return true;
  });
  if (!found) throw serviceMissing(name);
}

function installRefused(definition: ServiceDefinition, error: unknown): unknown {
  const { name, account, displayName } = definition;
  if (isWindowsError(error, 'ERROR_SERVICE_EXISTS')) return serviceExists(definition, undefined);
  if (isWindowsError(error, 'ERROR_SERVICE_MARKED_FOR_DELETE')) return markedForDeletion(name);
  if (isWindowsError(error, 'ERROR_INVALID_SERVICE_ACCOUNT')) return logonFailed(name, account, 'logon-failure');
  if (isWindowsError(error, 'ERROR_ACCESS_DENIED')) return rightMissing(name, 'install', error);
  if (!isWindowsError(error, 'ERROR_DUPLICATE_SERVICE_NAME')) return error;
  return new ResiteError('SERVICE_EXISTS', `another service has the name or display name ${displayName || name}`, {
    hint: 'Remove that one, or give this one another display name.',
    cause: error,
  });
}
