import { isResiteError, ResiteError } from '@resite/errors';
import { randomBytes } from '@resite/filesystem/randomness';
import type { Backend } from '../backend/backend.ts';
import { readAgain } from '../backend/read-again.ts';
import { isChunkerPolynomial, type Polynomial, randomPolynomial } from '../chunker/polynomial.ts';
import type { Sealer } from '../crypto/seal.ts';
import { optionalText, parseObject } from '../text/json-fields.ts';

export interface Config {
  version: 1 | 2;
  id: string;
  polynomial: Polynomial;
}

export function newConfig(version: Config['version'] = 2): Config {
  return { version, id: randomBytes(32).toString('hex'), polynomial: randomPolynomial() };
}

/** The config is sealed but never compressed. */
export async function saveConfig(backend: Backend, sealer: Sealer, config: Config): Promise<void> {
  await backend.save('config', '', [sealer.seal(encodeConfig(config))]);
}

export function encodeConfig({ version, id, polynomial }: Config): Buffer {
  return Buffer.from(JSON.stringify({ version, id, chunker_polynomial: polynomial.toString(16) }));
}

/** `REPOSITORY_DAMAGED` when it cannot be read, `REPOSITORY_UNSUPPORTED` for another version of the format. */
export async function loadConfig(backend: Backend, sealer: Sealer): Promise<Config> {
  const plaintext = await readAgain(async () => {
    const opened = sealer.open(await backend.load('config', ''));
    if (opened === undefined) throw damaged(backend);
    return opened;
  });
  const config = decodeConfig(plaintext);
  if (config === undefined) throw damaged(backend);
  const { version } = config;
  if (version === 1 || version === 2) return { ...config, version };
  throw new ResiteError('REPOSITORY_UNSUPPORTED', `${backend.location} has the format version ${version}`, {
    hint: 'Resite reads and writes versions 1 and 2 of the restic repository format.',
  });
}

/** Undefined when the text is no config. */
function decodeConfig(plaintext: Buffer): (Omit<Config, 'version'> & { version: unknown }) | undefined {
  try {
    const { version, id, chunker_polynomial } = parseObject(plaintext);
    const digits = optionalText(chunker_polynomial, 'the polynomial');
    const polynomial = /^[0-9a-f]{1,16}$/i.test(digits) ? BigInt(`0x${digits}`) : 0n;
    const isOther = version !== 1 && version !== 2; // of which nothing more is known
    return isOther || isChunkerPolynomial(polynomial)
      ? { version, id: optionalText(id, 'the ID'), polynomial }
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether there is a repository at all. */
export async function hasConfig(backend: Backend): Promise<boolean> {
  try {
    return (await backend.list('config')).length > 0;
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return false;
    throw error;
  }
}

function damaged(backend: Backend): ResiteError {
  return new ResiteError('REPOSITORY_DAMAGED', `the config of ${backend.location} is damaged`, {
    hint: 'Put the file `config` back from a copy of the repository.',
  });
}
