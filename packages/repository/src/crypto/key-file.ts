import { randomBytes, scrypt } from 'node:crypto';
import { hostname } from 'node:os';
import { isResiteError, ResiteError } from '@resite/errors';
import type { Backend } from '../backend/backend.ts';
import { formatTime, now } from '../text/time.ts';
import { currentUser } from '../user.ts';
import { sha256 } from './hash.ts';
import { newSealingKey, Sealer, type SealingKey } from './seal.ts';

/** Cost of turning a password into a key: CPU/memory cost (a power of two), block size, parallelisation. */
export interface KeyDerivation {
  N: number;
  r: number;
  p: number;
}

/** About half a second and 32 MiB on a present server, as restic calibrates it. */
const defaultDerivation: KeyDerivation = { N: 32768, r: 8, p: 6 };

/** restic tries no more than these, so that a repository full of keys can't stall it. */
const mostKeysTried = 20;

interface KeyFile {
  created: string;
  username: string;
  hostname: string;
  kdf: 'scrypt';
  N: number;
  r: number;
  p: number;
  salt: string;
  data: string;
}

/** Makes a master key and stores it under the password (restic: internal/repository/key.go). */
export async function createMasterKey(
  backend: Backend,
  password: string,
  derivation: KeyDerivation = defaultDerivation,
): Promise<SealingKey> {
  const master = newSealingKey();
  const salt = randomBytes(64);
  const plaintext = JSON.stringify({
    mac: { k: master.macK.toString('base64'), r: master.macR.toString('base64') },
    encrypt: master.encrypt.toString('base64'),
  });
  const sealer = new Sealer(await deriveKey(password, salt, derivation));
  const file: KeyFile = {
    created: formatTime(now()),
    username: currentUser().username,
    hostname: hostname(),
    kdf: 'scrypt',
    ...derivation,
    salt: salt.toString('base64'),
    data: sealer.seal(Buffer.from(plaintext)).toString('base64'),
  };
  const bytes = Buffer.from(JSON.stringify(file));
  await backend.save('keys', sha256(bytes), [bytes]);
  return master;
}

/** The master key from whichever key file the password opens; `WRONG_PASSWORD` when none does. */
export async function openMasterKey(backend: Backend, password: string): Promise<SealingKey> {
  const damaged: string[] = [];
  for (const { name } of (await backend.list('keys')).slice(0, mostKeysTried)) {
    const file = await loadKeyFile(backend, name);
    if (file === undefined) {
      damaged.push(name);
      continue;
    }
    const key = await unlock(file, password);
    if (key !== undefined) return key;
  }
  if (damaged.length > 0) {
    throw new ResiteError('REPOSITORY_DAMAGED', `key file keys/${damaged[0]} of ${backend.location} is damaged`, {
      hint: 'Put the file back from a copy of the repository; its name is the SHA-256 of its content.',
    });
  }
  throw new ResiteError('WRONG_PASSWORD', `the password opens no key of the repository ${backend.location}`, {
    hint: 'Give the password that the repository was made with, or one added by `restic key add`.',
  });
}

async function loadKeyFile(backend: Backend, name: string): Promise<KeyFile | undefined> {
  try {
    const bytes = await backend.load('keys', name);
    if (sha256(bytes) !== name) return undefined;
    return JSON.parse(bytes.toString()) as KeyFile;
  } catch (error) {
    if (error instanceof SyntaxError || isResiteError(error, 'FILE_MISSING')) return undefined;
    throw error;
  }
}

async function unlock(file: KeyFile, password: string): Promise<SealingKey | undefined> {
  const sealer = new Sealer(await deriveKey(password, Buffer.from(file.salt, 'base64'), file));
  const plaintext = sealer.open(Buffer.from(file.data, 'base64'));
  if (plaintext === undefined) return undefined;
  const { mac, encrypt } = JSON.parse(plaintext.toString()) as { mac: { k: string; r: string }; encrypt: string };
  plaintext.fill(0);
  return {
    encrypt: Buffer.from(encrypt, 'base64'),
    macK: Buffer.from(mac.k, 'base64'),
    macR: Buffer.from(mac.r, 'base64'),
  };
}

function deriveKey(password: string, salt: Buffer, { N, r, p }: KeyDerivation): Promise<SealingKey> {
  const maxmem = 128 * N * r + 128 * r * p + 1024 * 1024;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 64, { N, r, p, maxmem }, (error, key) => {
      if (error !== null) reject(error);
      else resolve({ encrypt: key.subarray(0, 32), macK: key.subarray(32, 48), macR: key.subarray(48, 64) });
    });
  });
}
