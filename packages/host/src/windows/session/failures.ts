import { type ErrorCode, isResiteError, ResiteError } from '@resite/errors';
import { windowsStatus } from '@resite/msrpc/status';
import { diskFull, inUse, refused } from '../../files/failure.ts';
import { protocolsOf, type WindowsSettings } from '../settings.ts';
import { nameOfStatus } from './nt-status.ts';
import type { SessionFailure } from './protocol.ts';

/** What a person is told about a failure. `doing` is as `list the folder C:\SMS`. */
export function sessionFailure(settings: WindowsSettings, doing: string, failure: SessionFailure): Error {
  const { name } = settings;
  switch (failure.at) {
    case 'libraries':
      return librariesMissing(`${failure.missing.join(', ')} cannot be loaded (${failure.reason})`);
    case 'logon':
      return logonRefused(settings, failure.status);
    case 'share':
      return new ResiteError('SHARE_MISSING', `${name} has no share ${failure.share}`, {
        hint: `Start the service Server there, and see with NET SHARE whether ${failure.share} is shared.`,
      });
    case 'pipe':
    case 'call':
      return rpcFailure(settings, failure);
    case 'file':
      return fileFailure(settings, doing, failure.reason);
    case 'handle':
      return openedEarlier(settings, doing);
    case 'program':
      return new Error(`${name}: cannot ${doing}: ${failure.message}`);
  }
}

export const closed = 'this connection to it was closed';

export function hostDown({ name, address }: WindowsSettings, why: string, cause?: unknown): ResiteError {
  return new ResiteError('HOST_DOWN', `the host ${name} (${address}) does not answer: ${why}`, {
    hint: 'See whether the computer is on, connected, and lets this one through.',
    cause,
  });
}

/** It has said nothing for so many milliseconds; whoever asks it next may wait as long in vain. */
export function hostSilent(settings: WindowsSettings, timeout: number, why: string): ResiteError {
  return hostDown(settings, why, new DOMException(`nothing for ${timeout} ms`, 'TimeoutError'));
}

export function wasSilent(error: unknown): boolean {
  return (
    isResiteError(error, 'HOST_DOWN') && error.cause instanceof DOMException && error.cause.name === 'TimeoutError'
  );
}

/** What was opened over a connection ends with it. */
function openedEarlier(settings: WindowsSettings, doing: string): ResiteError {
  return hostDown(settings, `the connection over which something was opened ended before Resite could ${doing}`);
}

const onlyForThose =
  'Only if this host is one of them, set its oldest protocol to NT1: SMB 1 is neither encrypted nor signed reliably.';

export interface Refusal {
  readonly ports: readonly number[];
  /** It takes connections where old servers do, which is not tried. */
  readonly looksOld: boolean;
  readonly cause: unknown;
}

export function hostRefused({ name, address }: WindowsSettings, { ports, looksOld, cause }: Refusal): ResiteError {
  return new ResiteError(
    'HOST_REFUSED',
    `nothing listens at port ${ports.join(' nor ')} of the host ${name} (${address})`,
    {
      hint: looksOld
        ? `It takes connections at port 139, as Windows NT 3.51 and 4.0 do, which know only SMB 1. ${onlyForThose}`
        : 'Start the service Server there, and see whether a firewall closes the port.',
      cause,
    },
  );
}

export function protocolRefused(settings: WindowsSettings, speaks: string): ResiteError {
  const { min, max } = protocolsOf(settings);
  const onlyOld = speaks === 'NT1' && min !== 'NT1';
  return new ResiteError(
    'HOST_PROTOCOL_REFUSED',
    `the host ${settings.name} does not speak any of ${min} to ${max} with this computer: ${
      onlyOld ? 'it knows only SMB 1 (NT1)' : speaks
    }`,
    {
      hint: onlyOld
        ? `Windows NT 3.51 and 4.0 know nothing newer. ${onlyForThose}`
        : 'Allow a newer protocol for this host, or a version that it speaks.',
    },
  );
}

export function librariesMissing(reason: string): ResiteError {
  return new ResiteError('SMB_LIBRARY_MISSING', `the driver for Windows computers cannot work here: ${reason}`, {
    hint: "It needs Linux and Samba's libraries. On Debian: apt-get install libsmbclient samba-libs",
  });
}

const logons: Partial<Record<number, [ErrorCode, string]>> = {
  3221225581: ['HOST_LOGON', 'the user or the password is wrong'],
  3221225572: ['HOST_LOGON', 'there is no such user'],
  3221225578: ['HOST_LOGON', 'the password is wrong'],
  3221226036: ['HOST_ACCOUNT_LOCKED', 'the account is locked out'],
  3221225586: ['HOST_ACCOUNT_DISABLED', 'the account is disabled'],
  3221225875: ['HOST_ACCOUNT_DISABLED', 'the account has expired'],
  3221225585: ['HOST_ACCOUNT_REFUSED', 'its password has expired'],
  3221226020: ['HOST_ACCOUNT_REFUSED', 'its password must be changed first'],
  3221225582: ['HOST_ACCOUNT_REFUSED', 'a restriction of the account forbids it, such as an empty password'],
  3221225583: ['HOST_ACCOUNT_REFUSED', 'the account may not log on at this time'],
  3221225584: ['HOST_ACCOUNT_REFUSED', 'the account may not log on from this computer'],
  3221225819: ['HOST_ACCOUNT_REFUSED', 'the account has no right to log on over the network'],
  3221225506: ['HOST_ACCOUNT_REFUSED', 'the account may not open the remote interface srvsvc'],
  3221225659: [
    'HOST_PROTOCOL_REFUSED',
    'it knows only newer ones, or wants what these do not have, such as encryption',
  ],
  3221225667: ['HOST_PROTOCOL_REFUSED', 'it knows no version of SMB that this computer may speak'],
};

const logonHints: Partial<Record<ErrorCode, string>> = {
  HOST_LOGON:
    'See whether user, domain and password are right. Resite does not try again: too many attempts lock an account.',
  HOST_ACCOUNT_LOCKED: 'Unlock it in User Manager, or wait as long as the policy says.',
  HOST_ACCOUNT_DISABLED: 'Enable it in User Manager.',
  HOST_ACCOUNT_REFUSED: 'See the account in User Manager.',
};

function logonRefused(settings: WindowsSettings, status: number): ResiteError {
  const { name, user } = settings;
  const [code, reason] = logons[status] ?? [];
  if (code === undefined || reason === undefined) return hostDown(settings, nameOfStatus(status));
  if (code === 'HOST_PROTOCOL_REFUSED') return protocolRefused(settings, reason);
  return new ResiteError(code, `the host ${name} does not let ${user} in: ${reason}`, {
    ...(logonHints[code] === undefined ? {} : { hint: logonHints[code] }),
  });
}

const lost = new Set(
  [
    'ECONNABORTED ECONNREFUSED ECONNRESET EBADF EHOSTDOWN EHOSTUNREACH ENETDOWN ENETRESET ENETUNREACH ENOTCONN EPIPE ESHUTDOWN ETIMEDOUT',
  ].flatMap(names => names.split(' ')),
);

/** True when the connection is gone, and all that was opened over it. */
export function isLost(failure: SessionFailure): boolean {
  if (failure.at === 'logon') return true;
  if (failure.at === 'file') return lost.has(failure.reason);
  return (failure.at === 'call' || failure.at === 'pipe') && lostStatuses.has(failure.status);
}

const lostStatuses = new Set([0xc000_020c, 0xc000_020d, 0xc000_00b5, 0xc000_00c4, 0xc000_0203, 0xc000_0128]);

const reasons: Record<string, string> = {
  EACCES: 'Windows denies this user the access, or another program holds it',
  EPERM: 'Windows denies this user the access',
  EEXIST: 'something of this name is there already',
  EISDIR: 'it is a folder',
  ENOTDIR: 'what is on the way, or what is there, is a file',
  ENOTEMPTY: 'the folder is not empty',
};

function fileFailure(settings: WindowsSettings, doing: string, reason: string): ResiteError {
  const there = `on ${settings.name}`;
  if (lost.has(reason)) return hostDown(settings, `the connection ended (${reason}) before Resite could ${doing}`);
  if (reason === 'ENOENT') return new ResiteError('FILE_MISSING', `cannot ${doing} ${there}: it does not exist`);
  if (reason === 'ENOSPC' || reason === 'EDQUOT') return diskFull(doing, there);
  if (reason === 'EBUSY' || reason === 'ETXTBSY') return inUse(doing, there);
  return refused(doing, there, reasons[reason] ?? reason);
}

function rpcFailure(settings: WindowsSettings, failure: SessionFailure & { at: 'pipe' | 'call' }): Error {
  const { pipe, status } = failure;
  const what = failure.at === 'pipe' ? `open the remote interface ${pipe}` : `call ${pipe} ${failure.operation}`;
  if (isLost(failure)) {
    return hostDown(settings, `the connection ended (${nameOfStatus(status)}) before Resite could ${what}`);
  }
  if (failure.at === 'call' && failure.status === unknownHandle) return openedEarlier(settings, what);
  if (failure.at === 'call')
    return windowsStatus(settings.address, `operation ${failure.operation} of ${pipe}`, status);
  const message = `cannot ${what} of ${settings.name}: ${nameOfStatus(status)}`;
  if (status === accessDenied) {
    return new ResiteError('HOST_RIGHT', message, {
      hint: `${settings.user} must be an administrator of that computer.`,
    });
  }
  return new ResiteError('HOST_INTERFACE_MISSING', message, {
    hint: `Start the service behind it there: ${services[pipe]}.`,
  });
}

const accessDenied = 0xc000_0022;
/** RPC_NT_SS_CONTEXT_MISMATCH: of what is opened here, a server knows all but what was opened over an earlier connection. */
const unknownHandle = 0xc003_0005;

const services: Record<(SessionFailure & { at: 'pipe' })['pipe'], string> = {
  winreg: 'Remote Registry, where Windows has it',
  svcctl: 'it is always there',
  srvsvc: 'Server',
  wkssvc: 'Workstation',
  atsvc: 'Schedule',
  lsarpc: 'it is always there',
  samr: 'it is always there',
};
