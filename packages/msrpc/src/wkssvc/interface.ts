import type { RpcInterface } from '../binding.ts';

/** The Workstation Service Remote Protocol ([MS-WKST] 1.9 and 6). */
export const wkssvc: RpcInterface = {
  uuid: '6bffd098-a112-3610-9833-46c3f87e345a',
  version: { major: 1, minor: 0 },
  pipe: 'wkssvc',
};
