import { scrypt } from 'node:crypto';
import { hostname } from 'node:os';
import { formatBytes, isResiteError, ResiteError } from '@resite/errors';
import { randomBytes } from '@resite/filesystem/randomness';
import type { Backend } from '../backend/backend.ts';
import { readAgain } from '../backend/read-again.ts';
import type { Remedy } from '../contract/remedy.ts';
import type { UnusableFile } from '../contract/unusable-file.ts';
import { sha256 } from '../crypto/hash.ts';
import { newSealingKey, Sealer, type SealingKey } from '../crypto/seal.ts';
import { isOfOneFile, UnusableFiles } from '../store/unusable-files.ts';
import { currentUser } from '../system/user.ts';
import { object, optionalText, parseObject, text, uint32 } from '../text/json-fields.ts';
import { now } from '../text/now.ts';
import { formatRfc3339 } from '../text/time.ts';

/** Text in UTF-8, or the bytes themselves. */
export type Password = string | Uint8Array;

/** Cost of turning a password into a key: CPU and memory cost (a power of two), block size, parallelisation. */
export interface KeyDerivation {
  N: number;
  r: number;
  p: number;
}

/** About half a second and 32 MiB on a present server, as restic calibrates it. */
const defaultDerivation: KeyDerivation = { N: 32768, r: 8, p: 6 };

/** restic tries no more passwords than these, so that a repository full of keys can't stall it. */
const mostKeysTried = 20;

/** scrypt works in blocks of this many times 128 bytes, as restic has it. */
const blockSize = 8;

/**
 * A cost from what it means: `memory` bytes for each guess at the password, a power of two from 16 MiB to 1 GiB, gone through
 * `rounds` times, 1 to 16. 32 MiB and 6 rounds are the default. `USAGE` beyond; restic opens all of these.
 */
export function keyDerivation({
  memory = 32 * 1024 ** 2,
  rounds = 6,
}: {
  memory?: number;
  rounds?: number;
}): KeyDerivation {
  const isMemory = memory >= 16 * 1024 ** 2 && memory <= mostMemory && Number.isInteger(Math.log2(memory));
  if (!isMemory) {
    throw new ResiteError('USAGE', `a key cannot cost ${formatBytes(memory)} of memory`, {
      hint: 'It can cost 16M, 32M, 64M, 128M, 256M, 512M or 1G.',
    });
  }
  if (!(Number.isInteger(rounds) && rounds >= 1 && rounds <= 16)) {
    throw new ResiteError('USAGE', `a key cannot cost ${rounds} rounds`, { hint: 'It can cost 1 to 16.' });
  }
  return { N: memory / 128 / blockSize, r: blockSize, p: rounds };
}

/** Key files are not sealed, so anyone who can write to the repository may make dear ones: bytes, and half a minute or so. */
const mostMemory = 1024 ** 3;
const mostWork = 2 ** 27;

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
  password: Password,
  derivation?: KeyDerivation,
): Promise<OpenedKey> {
  const key = newSealingKey();
  return { name: await saveMasterKey(backend, key, password, { derivation }), key };
}

/** Stores a master key under one more password and returns the key file's name. It is opened again before it is written. */
export async function saveMasterKey(
  backend: Backend,
  master: SealingKey,
  password: Password,
  { derivation = defaultDerivation, username, hostname: host }: SaveKeyOptions = {},
): Promise<string> {
  const salt = randomBytes(64);
  const plaintext = Buffer.from(
    JSON.stringify({
      mac: { k: master.macK.toString('base64'), r: master.macR.toString('base64') },
      encrypt: master.encrypt.toString('base64'),
    }),
  );
  const sealer = new Sealer(await deriveKey(password, salt, derivation));
  const sealed = sealer.seal(plaintext);
  const opened = sealer.open(sealed);
  const opensAgain = opened?.equals(plaintext);
  for (const secret of [plaintext, opened]) secret?.fill(0);
  sealer.forget();
  if (!opensAgain) throw new Error('a sealed key does not open again');
  const file: KeyFile = {
    created: formatRfc3339(now()),
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
export async function openMasterKey(
  backend: Backend,
  password: Password,
  { unusable = new UnusableFiles(), keyHint }: { unusable?: UnusableFiles; keyHint?: string | undefined } = {},
): Promise<OpenedKey> {
  const left: UnusableFile[] = [];
  let tried = 0;
  const names = (await backend.list('keys')).map(({ name }) => name);
  for (const name of keyHint ? hintedFirst(names, keyHint) : names) {
    const file = await loadUsableKey(backend, name, file => left.push(file));
    if (file === undefined) continue;
    const key = await openKeyFile(file, password);
    if (key !== undefined) {
      for (const file of left) unusable.tell(file);
      return { name, key };
    }
    tried += 1;
    if (tried === mostKeysTried) break;
  }
  const [first] = left;
  if (first !== undefined && tried === 0) throw first.error;
  const others = first === undefined ? '' : ` that can be used; ${first.error.message}`;
  throw new ResiteError('WRONG_PASSWORD', `the password opens no key of the repository ${backend.location}${others}`, {
    remedy: { kind: 'give-password' } satisfies Remedy,
  });
}

const hintedFirst = (names: readonly string[], hint: string) => [
  ...names.filter(name => name.startsWith(hint)),
  ...names.filter(name => !name.startsWith(hint)),
];

/** A key file; undefined when it is gone, or when it cannot be used, which is told. */
export async function loadUsableKey(
  backend: Backend,
  name: string,
  tell: (file: UnusableFile) => void,
): Promise<KeyFile | undefined> {
  try {
    return await loadKeyFile(backend, name);
  } catch (error) {
    if (isOfOneFile(error)) tell({ type: 'keys', id: name, error });
    else if (!isResiteError(error, 'FILE_MISSING')) throw error; // removed meanwhile
    return undefined;
  }
}

/** `REPOSITORY_DAMAGED` for a file that holds no key; what the backend may meet. */
export async function loadKeyFile(backend: Backend, name: string): Promise<KeyFile> {
  const bytes = await readAgain(async () => {
    const read = await backend.load('keys', name);
    if (sha256(read) !== name) throw damagedKey(backend, name, 'its name is not the SHA-256 of its content');
    return read;
  });
  try {
    return decodeKeyFile(bytes);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw damagedKey(backend, name, error.message, error);
  }
}

function damagedKey(backend: Backend, name: string, why: string, cause?: Error): ResiteError {
  return new ResiteError('REPOSITORY_DAMAGED', `keys/${name} of ${backend.location} is damaged: ${why}`, {
    remedy: { kind: 'unusable-key', key: name } satisfies Remedy,
    cause,
  });
}

/** The master key in a key file, undefined when the password does not open it. */
export async function openKeyFile(file: KeyFile, password: Password): Promise<SealingKey | undefined> {
  const sealer = new Sealer(await deriveKey(password, Buffer.from(file.salt, 'base64'), file));
  const plaintext = sealer.open(Buffer.from(file.data, 'base64'));
  sealer.forget();
  if (plaintext === undefined) return undefined;
  const key = decodeMasterKey(plaintext);
  plaintext.fill(0);
  return key;
}

/** Undefined when it is none. */
function decodeMasterKey(plaintext: Buffer): SealingKey | undefined {
  try {
    const stored = parseObject(plaintext);
    const mac = object(stored.mac, 'the key');
    const [encrypt, macK, macR] = [stored.encrypt, mac.k, mac.r].map(part => fromBase64(part));
    const isWhole = encrypt?.length === 32 && macK?.length === 16 && macR?.length === 16;
    return isWhole ? { encrypt, macK, macR } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const fromBase64 = (value: unknown) => Buffer.from(text(value, 'a part of the key'), 'base64');

/** Throws `SyntaxError` when the text is no key file, or one that would cost more than it may. */
export function decodeKeyFile(bytes: Buffer): KeyFile {
  const stored = parseObject(bytes);
  if (stored.kdf !== 'scrypt') throw new SyntaxError('the key derivation is not scrypt');
  const file: KeyFile = {
    created: optionalText(stored.created, 'the time'),
    username: optionalText(stored.username, 'the user'),
    hostname: optionalText(stored.hostname, 'the host'),
    kdf: 'scrypt',
    N: uint32(stored.N, 'N'),
    r: uint32(stored.r, 'r'),
    p: uint32(stored.p, 'p'),
    salt: text(stored.salt, 'the salt'),
    data: text(stored.data, 'the key'),
  };
  const isPowerOfTwo = file.N > 1 && Number.isInteger(Math.log2(file.N));
  if (!isPowerOfTwo || file.r < 1 || file.p < 1) throw new SyntaxError('scrypt cannot have this cost');
  const isDear = 128 * file.N * file.r > mostMemory || file.N * file.r * file.p > mostWork;
  if (isDear) throw new SyntaxError('the key costs too much memory or time');
  return file;
}

function deriveKey(password: Password, salt: Buffer, { N, r, p }: KeyDerivation): Promise<SealingKey> {
  const maxmem = 128 * N * r + 128 * r * p + 1024 * 1024;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 64, { N, r, p, maxmem }, (error, key) => {
      if (error !== null) reject(error);
      else resolve({ encrypt: key.subarray(0, 32), macK: key.subarray(32, 48), macR: key.subarray(48, 64) });
    });
  });
}
