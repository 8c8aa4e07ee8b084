import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defined } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem';
import { upcase } from '@resite/registry/names';

/**
 * The accounts of the domains, in `accounts.json` of the lab folder: a domain outlives its servers. By `DOMAIN\user` in
 * upper case; only a hash of the password is kept. Those of a scratch lab take any password: what a control file holds is
 * not known there.
 */
export type Accounts = Record<
  string,
  ({ salt: string; hash: string; set?: string } | { anyPassword: true }) & { state?: AccountState }
>;

export type AccountState = 'locked-out' | 'disabled';

const derive = promisify<string, Buffer, number, { N: number }, Buffer>(scrypt);

/** The lab's passwords are random and long, so little work suffices, and a machine starts many services at once. */
const work = { N: 2048 };

export async function writeAccounts(
  folder: string,
  passwords: Readonly<Record<string, string>>,
  withAnyPassword: readonly string[] = [],
): Promise<void> {
  const accounts: Accounts = Object.fromEntries(
    withAnyPassword.map(account => [upcase(account), { anyPassword: true }] as const),
  );
  for (const [account, password] of Object.entries(passwords)) {
    accounts[upcase(account)] = await hashed(password);
  }
  await save(folder, accounts);
}

/** Would Windows let this account log on with this password? Account names compare without case, passwords do not. */
export async function tryPassword(
  folder: string,
  account: string,
  password: string,
): Promise<'ok' | 'logon-failure' | AccountState> {
  const accounts = await readAccounts(folder);
  const known = Object.hasOwn(accounts, upcase(account)) ? accounts[upcase(account)] : undefined;
  if (known === undefined) return 'logon-failure';
  if (known.state !== undefined) return known.state;
  if ('anyPassword' in known) return 'ok';
  const hash = await derive(password, Buffer.from(known.salt, 'hex'), 32, work);
  return timingSafeEqual(hash, Buffer.from(known.hash, 'hex')) ? 'ok' : 'logon-failure';
}

/** When it was; in ms since 1970. Undefined for an account that is not there, or takes any password. */
export async function passwordSetOf(folder: string, account: string): Promise<number | undefined> {
  const accounts = await readAccounts(folder);
  const known = Object.hasOwn(accounts, upcase(account)) ? accounts[upcase(account)] : undefined;
  return known !== undefined && 'set' in known ? Date.parse(known.set) : undefined;
}

/** Returns what gives the account its old password again. */
export async function changePassword(folder: string, account: string, password: string): Promise<() => Promise<void>> {
  const accounts = await readAccounts(folder);
  const name = upcase(account);
  const before = accounts[name]!;
  await save(folder, { ...accounts, [name]: { ...before, ...(await hashed(password)) } });
  return async () => save(folder, { ...(await readAccounts(folder)), [name]: before });
}

async function hashed(password: string): Promise<{ salt: string; hash: string; set: string }> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, 32, work);
  return { salt: salt.toString('hex'), hash: hash.toString('hex'), set: new Date().toISOString() };
}

/** What User Manager for Domains does; undefined clears it. */
export async function setAccountState(folder: string, account: string, state: AccountState | undefined): Promise<void> {
  const accounts = await readAccounts(folder);
  const { state: _, ...rest } = accounts[upcase(account)]!;
  accounts[upcase(account)] = { ...rest, ...defined({ state }) };
  await save(folder, accounts);
}

async function readAccounts(folder: string): Promise<Accounts> {
  return JSON.parse(await readFile(join(folder, 'accounts.json'), 'utf8'));
}

async function save(folder: string, accounts: Accounts): Promise<void> {
  await writeFileDurably(join(folder, 'accounts.json'), `${JSON.stringify(accounts, undefined, 2)}\n`);
}
