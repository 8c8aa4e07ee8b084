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

export interface KeyFile {
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

/** A master key and the name of the key file that holds it. */
export interface OpenedKey {
  name: string;
  key: SealingKey;
}

export interface SaveKeyOptions {
  derivation?: KeyDerivation | undefined;
  /** Whose key it is; the user who runs this, on this computer, unless said otherwise. */
  username?: string | undefined;
  hostname?: string | undefined;
}

/** Makes a master key and stores it under the password (restic: internal/repository/key.go). */
export async function createMasterKey(
  backend: Backend,
  password: string,
  derivation?: KeyDerivation,
): Promise<OpenedKey> {
  const key = newSealingKey();
  return { name: await saveMasterKey(backend, key, password, { derivation }), key };
}

/** Stores a master key under one more password and returns the key file's name. It is opened again before it is written. */
export async function saveMasterKey(
  backend: Backend,
  master: SealingKey,
  password: string,
  { derivation = defaultDerivation, username, hostname: host }: SaveKeyOptions = {},
): Promise<string> {
  const salt = randomBytes(64);
  const plaintext = JSON.stringify({
    mac: { k: master.macK.toString('base64'), r: master.macR.toString('base64') },
    encrypt: master.encrypt.toString('base64'),
  });
  const sealer = new Sealer(await deriveKey(password, salt, derivation));
  const sealed = sealer.seal(Buffer.from(plaintext));
  if (sealer.open(sealed)?.toString() !== plaintext) throw new Error('a sealed key does not open again');
  const file: KeyFile = {
    created: formatTime(now()),
    username: username ?? currentUser().username,
    hostname: host ?? hostname(),
    kdf: 'scrypt',
    N: derivation.N,
    r: derivation.r,
    p: derivation.p,
    salt: salt.toString('base64'),
    data: sealed.toString('base64'),
  };
  const bytes = Buffer.from(JSON.stringify(file));
  const name = sha256(bytes);
  await backend.save('keys', name, [bytes]);
  return name;
}

/** The master key from whichever key file the password opens; `WRONG_PASSWORD` when none does. */
export async function openMasterKey(backend: Backend, password: string): Promise<OpenedKey> {
  const damaged: string[] = [];
  for (const { name } of (await backend.list('keys')).slice(0, mostKeysTried)) {
    const file = await loadKeyFile(backend, name);
    if (file === undefined) {
      damaged.push(name);
      continue;
    }
    const key = await openKeyFile(file, password);
    if (key !== undefined) return { name, key };
  }
  if (damaged.length > 0) {
    throw new ResiteError('REPOSITORY_DAMAGED', `key file keys/${damaged[0]} of ${backend.location} is damaged`, {
      hint: 'Put the file back from a copy of the repository; its name is the SHA-256 of its content.',
    });
  }
  throw new ResiteError('WRONG_PASSWORD', `the password opens no key of the repository ${backend.location}`, {
    hint: 'Give the password that the repository was made with, or one added by `resite repo key add`.',
  });
}

/** A key file, undefined when it is damaged or gone. */
export async function loadKeyFile(backend: Backend, name: string): Promise<KeyFile | undefined> {
  try {
    const bytes = await backend.load('keys', name);
    if (sha256(bytes) !== name) return undefined;
    return JSON.parse(bytes.toString()) as KeyFile;
  } catch (error) {
    if (error instanceof SyntaxError || isResiteError(error, 'FILE_MISSING')) return undefined;
    throw error;
  }
}

/** The master key in a key file, undefined when the password does not open it. */
export async function openKeyFile(file: KeyFile, password: string): Promise<SealingKey | undefined> {
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
