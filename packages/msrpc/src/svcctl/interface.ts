import type { RpcInterface } from '../binding.ts';
import type { ContextHandle } from '../ndr/context-handle.ts';

/** The Service Control Manager Remote Protocol ([MS-SCMR] 2.1.1 and 6). */
export const svcctl: RpcInterface = {
  uuid: '367abb81-9844-35f1-ad32-98f038001003',
  version: { major: 2, minor: 0 },
  pipe: 'svcctl',
};

/** SC_RPC_HANDLE of the service database ([MS-SCMR] 2.2.4). */
export type ManagerHandle = ContextHandle<'manager'>;
/** SC_RPC_HANDLE of a service. */
export type ServiceHandle = ContextHandle<'service'>;
