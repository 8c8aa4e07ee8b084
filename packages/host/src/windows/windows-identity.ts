import { isResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { getWorkstationInfo } from '@resite/msrpc/wkssvc';
import type { Identity, Registry } from '../host.ts';
import { registryIdentity } from '../registry/identity.ts';
import { sharedDrives } from './windows-shares.ts';

export interface IdentityPorts {
  readonly registry: Pick<Registry, 'value'>;
  readonly srvsvc: RpcBinding;
  readonly wkssvc: RpcBinding;
}

/**
 * Who a running computer is: by its registry, and by the drives that it shares. Windows NT has the domain in its registry; where it is not, as
 * with later versions, the workstation service tells the domain, or the workgroup of a computer that is in none.
 */
export async function windowsIdentity({ registry, srvsvc, wkssvc }: IdentityPorts): Promise<Identity> {
  const identity = await registryIdentity(registry, await sharedDrives(srvsvc));
  return identity.domain === '' ? { ...identity, domain: await domainOf(wkssvc) } : identity;
}

async function domainOf(wkssvc: RpcBinding): Promise<string> {
  try {
    return (await getWorkstationInfo(wkssvc)).domain;
  } catch (error) {
    if (isResiteError(error, 'HOST_INTERFACE_MISSING')) return ''; // that service may be stopped
    throw error;
  }
}
