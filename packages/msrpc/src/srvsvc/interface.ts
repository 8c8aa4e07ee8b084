import type { RpcInterface } from '../binding.ts';

/** The Server Service Remote Protocol ([MS-SRVS] 1.9 and 6). */
export const srvsvc: RpcInterface = {
  uuid: '4b324fc8-1670-01d3-1278-5a47bf6ee188',
  version: { major: 3, minor: 0 },
  pipe: 'srvsvc',
};
