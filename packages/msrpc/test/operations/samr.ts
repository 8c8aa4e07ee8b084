import { samr } from '../../src/index.ts';
import { handle, struct, type Value } from '../support/samba.ts';
import type { OperationCase } from './operation-case.ts';

export const server = handle('sam-server', 1);
export const domain = handle('sam-domain', 2);
export const user = handle('sam-user', 3);

const text = (string: string): Value => struct('lsa.String', { string });
const ids = (...ids: number[]): Value => struct('samr.Ids', { count: ids.length, ids });

export const operations: readonly OperationCase[] = [
  {
    name: 'the accounts of a computer are opened',
    operation: 'Connect2',
    call: binding => samr.connectSam(binding),
    asked: { system_name: '\\\\BRANCH1', access_mask: 0x21 },
    answered: { out_connect_handle: server.samba },
    given: server.own,
  },
  {
    name: 'a domain is looked up',
    operation: 'LookupDomain',
    call: binding => samr.lookupDomain(binding, server.own, 'BRANCHDOM'),
    asked: { connect_handle: server.samba, domain_name: { string: 'BRANCHDOM', length: 18, size: 18 } },
    answered: { out_sid: { sid: 'S-1-5-21-4294967295-2-3' } },
    given: 'S-1-5-21-4294967295-2-3',
  },
  {
    name: 'a domain is opened',
    operation: 'OpenDomain',
    call: binding => samr.openDomain(binding, server.own, 'S-1-5-21-1-2-3'),
    asked: { connect_handle: server.samba, access_mask: 0x200, sid: { sid: 'S-1-5-21-1-2-3' } },
    answered: { out_domain_handle: domain.samba },
    given: domain.own,
  },
  {
    name: 'an account is looked up',
    operation: 'LookupNames',
    call: binding => samr.lookupAccount(binding, domain.own, 'SMSADMIN'),
    asked: {
      domain_handle: domain.samba,
      num_names: 1,
      names: [{ string: 'SMSADMIN', length: 16, size: 16 }],
    },
    answered: { out_rids: ids(1001), out_types: ids(1) },
    given: 1001,
  },
  {
    name: 'a user is opened',
    operation: 'OpenUser',
    call: binding => samr.openUser(binding, domain.own, 1001),
    asked: { domain_handle: domain.samba, access_mask: 0x1b, rid: 1001 },
    answered: { out_user_handle: user.samba },
    given: user.own,
  },
  {
    name: 'the logons of a user',
    operation: 'QueryUserInfo',
    call: binding => samr.queryUserLogon(binding, user.own),
    asked: { user_handle: user.samba, level: 3 },
    answered: {
      out_info: struct('samr.UserInfo3', {
        account_name: text('SMSADMIN'),
        full_name: text('SMS service'),
        rid: 1001,
        primary_gid: 513,
        home_directory: text('D:\\USERS'),
        home_drive: text('H:'),
        logon_script: text('SMSLS.BAT'),
        profile_path: text(''),
        workstations: text('HQ1,HQ2'),
        last_logon: { number: '125000000000000000' },
        last_logoff: 0,
        last_password_change: { number: '124000000000000001' },
        allow_password_change: { number: '124000000000000002' },
        force_password_change: { number: '9223372036854775807' },
        logon_hours: struct('samr.LogonHours', { units_per_week: 168, bits: Array(1260).fill(255) }),
        bad_password_count: 2,
        logon_count: 7,
        acct_flags: 0x210,
      }),
    },
    given: {
      name: 'SMSADMIN',
      relativeId: 1001,
      lastLogon: 125000000000000000n,
      passwordSet: 124000000000000001n,
      passwordMustChange: 9223372036854775807n,
      control: 0x210,
    },
  },
  {
    name: 'a handle is closed',
    operation: 'Close',
    call: binding => samr.closeSam(binding, user.own),
    asked: { handle: user.samba },
    answered: { out_handle: handle('sam-user', 0).samba },
    given: undefined,
  },
];
