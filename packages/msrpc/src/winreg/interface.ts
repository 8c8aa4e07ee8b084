import type { RpcInterface } from '../binding.ts';
import type { ContextHandle } from '../ndr/context-handle.ts';

/** The Windows Remote Registry Protocol ([MS-RRP] 2.1 and 6). */
export const winreg: RpcInterface = {
  uuid: '338cd001-2244-31f1-aaaa-900038001003',
  version: { major: 1, minor: 0 },
  pipe: 'winreg',
};

/** RPC_HKEY: an open key ([MS-RRP] 2.2.1.3). */
export type KeyHandle = ContextHandle<'key'>;
