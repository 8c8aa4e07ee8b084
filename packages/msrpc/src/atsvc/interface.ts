import type { RpcInterface } from '../binding.ts';

/** The AT scheduler: ATSvc of the Task Scheduler Service Remoting Protocol ([MS-TSCH] 2.1.1 and 6.1). */
export const atsvc: RpcInterface = {
  uuid: '1ff70682-0a51-30e8-076d-740be8cee98b',
  version: { major: 1, minor: 0 },
  pipe: 'atsvc',
};
