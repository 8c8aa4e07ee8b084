import { srvsvc } from '../../src/index.ts';
import { struct, type Value } from '../support/samba.ts';
import type { OperationCase } from './operation-case.ts';

const server_unc = '\\\\BRANCH1';
/** O:BAG:SYD:(A;;FA;;;BA) */
const descriptor = [
  '01000480 14000000 24000000 00000000 30000000',
  '01020000000000052000000020020000',
  '010100000000000512000000',
  '02002000 01000000 00001800 ff011f00 01020000000000052000000020020000',
]
  .join('')
  .replaceAll(' ', '');
const securityDescriptor = new Uint8Array(Buffer.from(descriptor, 'hex'));
const descriptorBuffer = struct('security.sec_desc_buf', { sd: { blob: ['security', 'descriptor', descriptor] } });
const shownDescriptor = { sd: { sd: descriptor }, sd_size: securityDescriptor.length };

const share = {
  name: 'SMS_PKGD',
  type: 0,
  comment: 'Pakete für ☃',
  permissions: 0,
  max_users: 10,
  current_users: 3,
  path: 'D:\\SMS_PKGD',
  password: null,
};
const administrative = {
  ...share,
  name: 'IPC$',
  type: 0x80000003,
  comment: '',
  max_users: 0xffffffff,
  current_users: 0,
  path: '',
};
const ownShare = {
  name: 'SMS_PKGD',
  type: 0,
  comment: 'Pakete für ☃',
  path: 'D:\\SMS_PKGD',
  maxUsers: 10,
  currentUsers: 3,
};
const ownAdministrative = { name: 'IPC$', type: 0x80000003, comment: '', path: '', currentUsers: 0 };

/** A union in a structure, whose level comes first. */
const shares = (level: number, entries: readonly Value[]): Value =>
  struct('srvsvc.NetShareInfoCtr', {
    level,
    ctr: struct(`srvsvc.NetShareCtr${level}`, { count: entries.length, array: entries }),
  });
const askedShares = (level: number) => ({ level, ctr: { count: 0, array: null } });

export const operations: readonly OperationCase[] = [
  {
    name: 'the server tells what it is',
    operation: 'NetSrvGetInfo',
    call: binding => srvsvc.getServerInfo(binding),
    asked: { server_unc, level: 101 },
    answered: {
      out_info: struct('srvsvc.NetSrvInfo101', {
        platform_id: 500,
        server_name: 'BRANCH1',
        version_major: 0x14,
        version_minor: 51,
        server_type: 0x9003,
        comment: 'Zweigstelle',
      }),
    },
    given: {
      platform: 500,
      name: 'BRANCH1',
      versionMajor: 4,
      versionMinor: 51,
      type: 0x9003,
      comment: 'Zweigstelle',
    },
  },
  {
    name: 'the clock',
    operation: 'NetRemoteTOD',
    call: binding => srvsvc.getRemoteTime(binding),
    asked: { server_unc },
    answered: {
      out_info: struct('srvsvc.NetRemoteTODInfo', {
        elapsed: 849_286_800,
        msecs: 5000,
        hours: 17,
        mins: 0,
        secs: 0,
        hunds: 42,
        timezone: -60,
        tinterval: 310,
        day: 29,
        month: 11,
        year: 1996,
        weekday: 5,
      }),
    },
    given: { time: new Date('1996-11-29T17:00:00.420Z'), uptime: 5000, minutesBehindUtc: -60 },
  },
  {
    name: 'the clock of a computer that does not know its time zone',
    operation: 'NetRemoteTOD',
    call: binding => srvsvc.getRemoteTime(binding),
    asked: { server_unc },
    answered: { out_info: struct('srvsvc.NetRemoteTODInfo', { elapsed: 1, timezone: -1 }) },
    given: { time: new Date(1000), uptime: 0 },
  },
  {
    name: 'the shares with their descriptors',
    operation: 'NetShareEnumAll',
    call: binding => srvsvc.enumerateShares(binding),
    asked: { server_unc, info_ctr: askedShares(502), max_buffer: 0xffffffff, resume_handle: 0 },
    answered: {
      out_info_ctr: shares(502, [
        struct('srvsvc.NetShareInfo502', { ...share, sd_buf: descriptorBuffer }),
        struct('srvsvc.NetShareInfo502', administrative),
      ]),
      out_totalentries: 2,
      out_resume_handle: 0,
    },
    given: [{ ...ownShare, securityDescriptor }, ownAdministrative],
  },
  {
    name: 'the shares without',
    operation: 'NetShareEnumAll',
    call: binding => srvsvc.enumerateShares(binding, 2),
    asked: { server_unc, info_ctr: askedShares(2), max_buffer: 0xffffffff, resume_handle: 0 },
    answered: {
      out_info_ctr: shares(2, [
        struct('srvsvc.NetShareInfo2', share),
        struct('srvsvc.NetShareInfo2', administrative),
        struct('srvsvc.NetShareInfo2', share),
      ]),
      out_totalentries: 3,
      out_resume_handle: null,
    },
    given: [ownShare, ownAdministrative, ownShare],
  },
  {
    name: 'no shares at all',
    operation: 'NetShareEnumAll',
    call: binding => srvsvc.enumerateShares(binding, 2),
    asked: { server_unc, info_ctr: askedShares(2), max_buffer: 0xffffffff, resume_handle: 0 },
    answered: { out_info_ctr: struct('srvsvc.NetShareInfoCtr', { level: 2, ctr: null }), out_totalentries: 0 },
    given: [],
  },
  {
    name: 'a share with its descriptor',
    operation: 'NetShareGetInfo',
    call: binding => srvsvc.getShareInfo(binding, 'SMS_PKGD'),
    asked: { server_unc, share_name: 'SMS_PKGD', level: 502 },
    answered: { out_info: struct('srvsvc.NetShareInfo502', { ...share, sd_buf: descriptorBuffer }) },
    given: { ...ownShare, securityDescriptor },
  },
  {
    name: 'a share without',
    operation: 'NetShareGetInfo',
    call: binding => srvsvc.getShareInfo(binding, 'IPC$', 2),
    asked: { server_unc, share_name: 'IPC$', level: 2 },
    answered: { out_info: struct('srvsvc.NetShareInfo2', administrative) },
    given: ownAdministrative,
  },
  {
    name: 'a share is made',
    operation: 'NetShareAdd',
    call: binding => srvsvc.addShare(binding, { name: 'SMS_SHR', path: 'C:\\SMS' }),
    asked: {
      server_unc,
      level: 2,
      info: {
        name: 'SMS_SHR',
        type: 0,
        comment: '',
        permissions: 0,
        max_users: 0xffffffff,
        current_users: 0,
        path: 'C:\\SMS',
        password: null,
      },
      parm_error: 0,
    },
    answered: { out_parm_error: 0 },
    given: undefined,
  },
  {
    name: 'a share is made with everything',
    operation: 'NetShareAdd',
    call: binding => srvsvc.addShare(binding, { ...ownShare, securityDescriptor }),
    asked: {
      server_unc,
      level: 502,
      info: { ...share, current_users: 0, sd_buf: shownDescriptor },
      parm_error: 0,
    },
    answered: { out_parm_error: null },
    given: undefined,
  },
  {
    name: 'a share gets another comment',
    operation: 'NetShareSetInfo',
    call: binding => srvsvc.setShareInfo(binding, { ...ownShare, comment: 'Neu' }),
    asked: {
      server_unc,
      share_name: 'SMS_PKGD',
      level: 2,
      info: { ...share, current_users: 0, comment: 'Neu' },
      parm_error: 0,
    },
    answered: { out_parm_error: 0 },
    given: undefined,
  },
  {
    name: 'a share is taken away',
    operation: 'NetShareDel',
    call: binding => srvsvc.deleteShare(binding, 'SMS_PKGD'),
    asked: { server_unc, share_name: 'SMS_PKGD', reserved: 0 },
    answered: {},
    given: undefined,
  },
  {
    name: 'the descriptor of a file',
    operation: 'NetGetFileSecurity',
    call: binding => srvsvc.getFileSecurity(binding, 'C$', 'SMS\\SYSTEM.MAP', 7),
    asked: { server_unc, share: 'C$', file: 'SMS\\SYSTEM.MAP', securityinformation: 7 },
    answered: { out_sd_buf: descriptorBuffer },
    given: securityDescriptor,
  },
  {
    name: 'a file gets a descriptor',
    operation: 'NetSetFileSecurity',
    call: binding => srvsvc.setFileSecurity(binding, 'C$', 'SMS\\A.B', securityDescriptor, 4),
    asked: { server_unc, share: 'C$', file: 'SMS\\A.B', securityinformation: 4, sd_buf: shownDescriptor },
    answered: {},
    given: undefined,
  },
  {
    name: 'the files that are open',
    operation: 'NetFileEnum',
    call: binding => srvsvc.enumerateOpenFiles(binding, 'C:\\SMS'),
    asked: {
      server_unc,
      path: 'C:\\SMS',
      user: null,
      info_ctr: { level: 3, ctr: { count: 0, array: null } },
      max_buffer: 0xffffffff,
      resume_handle: 0,
    },
    answered: {
      out_info_ctr: struct('srvsvc.NetFileInfoCtr', {
        level: 3,
        ctr: struct('srvsvc.NetFileCtr3', {
          count: 2,
          array: [
            struct('srvsvc.NetFileInfo3', { fid: 1, permissions: 3, num_locks: 2, path: 'C:\\SMS\\A', user: 'bob' }),
            struct('srvsvc.NetFileInfo3', { fid: 9, permissions: 1, num_locks: 0, path: 'C:\\SMS\\B', user: '' }),
          ],
        }),
      }),
      out_totalentries: 2,
      out_resume_handle: 0,
    },
    given: [
      { id: 1, permissions: 3, locks: 2, path: 'C:\\SMS\\A', user: 'bob' },
      { id: 9, permissions: 1, locks: 0, path: 'C:\\SMS\\B', user: '' },
    ],
  },
  {
    name: 'a file is taken from who has it open',
    operation: 'NetFileClose',
    call: binding => srvsvc.closeOpenFile(binding, 9),
    asked: { server_unc, fid: 9 },
    answered: {},
    given: undefined,
  },
  {
    name: 'the drives',
    operation: 'NetDiskEnum',
    call: binding => srvsvc.enumerateDisks(binding),
    asked: { server_unc, level: 0, info: { count: 0, disks: null }, maxlen: 0xffffffff, resume_handle: 0 },
    answered: {
      out_info: struct('srvsvc.NetDiskInfo', {
        count: 4,
        disks: ['A:', 'C:', 'D:', ''].map(disk => struct('srvsvc.NetDiskInfo0', { disk })),
      }),
      out_totalentries: 3,
      out_resume_handle: 0,
    },
    given: ['A:', 'C:', 'D:'],
  },
];
