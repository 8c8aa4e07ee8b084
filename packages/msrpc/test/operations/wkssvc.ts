import { wkssvc } from '../../src/index.ts';
import { struct } from '../support/samba.ts';
import type { OperationCase } from './operation-case.ts';

export const operations: readonly OperationCase[] = [
  {
    name: 'the workstation tells its domain',
    operation: 'NetWkstaGetInfo',
    call: binding => wkssvc.getWorkstationInfo(binding),
    asked: { server_name: '\\\\BRANCH1', level: 100 },
    answered: {
      out_info: struct('wkssvc.NetWkstaInfo100', {
        platform_id: 500,
        server_name: 'BRANCH1',
        domain_name: 'BRANCHDOM',
        version_major: 3,
        version_minor: 51,
      }),
    },
    given: { platform: 500, name: 'BRANCH1', domain: 'BRANCHDOM', versionMajor: 3, versionMinor: 51 },
  },
];
