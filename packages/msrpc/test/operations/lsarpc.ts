import { lsarpc } from '../../src/index.ts';
import { handle, struct, type Value } from '../support/samba.ts';
import type { OperationCase } from './operation-case.ts';

export const policy = handle('policy', 5);

const name = (string: string): Value => ({ string, length: 2 * string.length, size: 2 * string.length });

export const operations: readonly OperationCase[] = [
  {
    name: 'the policy is opened',
    operation: 'OpenPolicy2',
    call: binding => lsarpc.openPolicy(binding),
    asked: {
      system_name: '\\\\BRANCH1',
      attr: { len: 24, root_dir: null, object_name: null, attributes: 0, sec_desc: null, sec_qos: null },
      access_mask: 0x02000000,
    },
    answered: { out_handle: policy.samba },
    given: policy.own,
  },
  {
    name: 'the policy is closed',
    operation: 'Close',
    call: binding => lsarpc.closePolicy(binding, policy.own),
    asked: { handle: policy.samba },
    answered: { out_handle: handle('policy', 0).samba },
    given: undefined,
  },
  {
    name: 'names are looked up',
    operation: 'LookupNames',
    call: binding => lsarpc.lookupNames(binding, policy.own, ['BRANCHDOM\\SMSService', 'Administrators', 'x', 'HQ']),
    asked: {
      handle: policy.samba,
      num_names: 4,
      names: ['BRANCHDOM\\SMSService', 'Administrators', 'x', 'HQ'].map(name),
      sids: { count: 0, sids: null },
      level: 1,
      count: 0,
    },
    answered: {
      out_domains: struct('lsa.RefDomainList', {
        count: 3,
        domains: [
          domain('BRANCHDOM', 'S-1-5-21-4294967295-2-3'),
          domain('BUILTIN', 'S-1-5-32'),
          domain('HQ', 'S-1-5-21-7-8-9'),
        ],
        max_size: 32,
      }),
      out_sids: struct('lsa.TransSidArray', {
        count: 4,
        sids: [
          struct('lsa.TranslatedSid', { sid_type: 1, rid: 1001, sid_index: 0 }),
          struct('lsa.TranslatedSid', { sid_type: 4, rid: 544, sid_index: 1 }),
          struct('lsa.TranslatedSid', { sid_type: 8, rid: 0, sid_index: 0xffffffff }),
          struct('lsa.TranslatedSid', { sid_type: 3, rid: 0xffffffff, sid_index: 2 }),
        ],
      }),
      out_count: 3,
    },
    given: [
      { sid: 'S-1-5-21-4294967295-2-3-1001', use: 'SidTypeUser', domain: 'BRANCHDOM' },
      { sid: 'S-1-5-32-544', use: 'SidTypeAlias', domain: 'BUILTIN' },
      undefined,
      { sid: 'S-1-5-21-7-8-9', use: 'SidTypeDomain', domain: 'HQ' },
    ],
  },
  {
    name: 'the rights of an account',
    operation: 'EnumAccountRights',
    call: binding => lsarpc.enumerateAccountRights(binding, policy.own, 'S-1-5-21-4294967295-2-3-1001'),
    asked: { handle: policy.samba, sid: { sid: 'S-1-5-21-4294967295-2-3-1001' } },
    answered: {
      out_rights: struct('lsa.RightSet', {
        count: 2,
        names: ['SeServiceLogonRight', 'SeBackupPrivilege'].map(string => struct('lsa.StringLarge', { string })),
      }),
    },
    given: ['SeServiceLogonRight', 'SeBackupPrivilege'],
  },
  {
    name: 'the accounts with a right',
    operation: 'EnumAccountsWithUserRight',
    call: binding => lsarpc.enumerateAccountsWithRight(binding, policy.own, 'SeServiceLogonRight'),
    asked: { handle: policy.samba, name: { length: 38, size: 38, string: 'SeServiceLogonRight' } },
    answered: {
      out_sids: struct('lsa.SidArray', {
        num_sids: 2,
        sids: ['S-1-5-21-1-2-3-1001', 'S-1-5-32-544'].map(sid => struct('lsa.SidPtr', { sid: { sid } })),
      }),
    },
    given: ['S-1-5-21-1-2-3-1001', 'S-1-5-32-544'],
  },
];

function domain(name: string, sid: string): Value {
  return struct('lsa.DomainInfo', { name: struct('lsa.StringLarge', { string: name }), sid: { sid } });
}
