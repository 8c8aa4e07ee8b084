import { defined, isResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { getServerInfo, serverType } from '@resite/msrpc/srvsvc';
import { getWorkstationInfo } from '@resite/msrpc/wkssvc';
import type { DomainRole, Identity, Registry } from '../host.ts';
import { registryIdentity } from '../registry/identity.ts';
import { sharedDrives } from './windows-shares.ts';

export interface IdentityPorts {
  readonly registry: Pick<Registry, 'read' | 'value'>;
  readonly srvsvc: RpcBinding;
  readonly wkssvc: RpcBinding;
}

/**
 * Who a running computer is: by its registry, and by the drives that it shares. Windows NT has the domain in its registry; where it is not, as
 * with later versions, the workstation service tells the domain, or the workgroup of a computer that is in none. Which kind of domain
 * controller it is, the server service tells, and what it is where the registry does not.
 */
export async function windowsIdentity({ registry, srvsvc, wkssvc }: IdentityPorts): Promise<Identity> {
  const identity = await registryIdentity(registry, await sharedDrives(srvsvc));
  const { domain, role } = identity;
  return {
    ...identity,
    domain: domain === '' ? await domainOf(wkssvc) : domain,
    ...(role === 'server' || role === 'workstation' ? {} : defined({ role: (await roleOf(srvsvc)) ?? role })),
  };
}

async function roleOf(srvsvc: RpcBinding): Promise<DomainRole | undefined> {
  const { type } = await getServerInfo(srvsvc);
  const is = (bit: number) => (type & bit) !== 0;
  if (is(serverType.SV_TYPE_DOMAIN_CTRL)) return 'primary-domain-controller';
  if (is(serverType.SV_TYPE_DOMAIN_BAKCTRL)) return 'backup-domain-controller';
  return is(serverType.SV_TYPE_SERVER_NT) ? 'server' : undefined;
}

async function domainOf(wkssvc: RpcBinding): Promise<string> {
  try {
    return (await getWorkstationInfo(wkssvc)).domain;
  } catch (error) {
    if (isResiteError(error, 'HOST_INTERFACE_MISSING')) return ''; // that service may be stopped
    throw error;
  }
}
