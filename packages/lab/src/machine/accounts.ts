import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeFileDurably } from '@resite/filesystem';

/**
 * The accounts of the domains, in `accounts.json` of the lab folder: a domain outlives its servers. By `DOMAIN\user` in
 * upper case; only a hash of the password is kept.
 */
export type Accounts = Record<string, { salt: string; hash: string }>;

const derive = promisify<string, Buffer, number, { N: number }, Buffer>(scrypt);

/** The lab's passwords are random and long, so little work suffices, and a machine starts many services at once. */
const work = { N: 2048 };

export async function writeAccounts(folder: string, passwords: Readonly<Record<string, string>>): Promise<void> {
  const accounts: Accounts = {};
  for (const [account, password] of Object.entries(passwords)) {
    const salt = randomBytes(16);
    accounts[account.toUpperCase()] = {
      salt: salt.toString('hex'),
      hash: (await derive(password, salt, 32, work)).toString('hex'),
    };
  }
  await writeFileDurably(join(folder, 'accounts.json'), `${JSON.stringify(accounts, undefined, 2)}\n`);
}

/** Is there such an account, and is this its password? Account names compare without case, passwords do not. */
export async function checkPassword(folder: string, account: string, password: string): Promise<boolean> {
  const accounts: Accounts = JSON.parse(await readFile(join(folder, 'accounts.json'), 'utf8'));
  const known = Object.hasOwn(accounts, account.toUpperCase()) ? accounts[account.toUpperCase()] : undefined;
  if (known === undefined) return false;
  return timingSafeEqual(
    await derive(password, Buffer.from(known.salt, 'hex'), 32, work),
    Buffer.from(known.hash, 'hex'),
  );
}
