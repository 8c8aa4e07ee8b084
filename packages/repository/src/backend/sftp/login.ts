import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import type { AnyAuthMethod, ParsedKey } from 'ssh2';
import type { ServerSettings } from '../remote-backend.ts';
import { loadSsh2 } from './ssh2.ts';

/** The ways to log on, in this order: the named key, the agent, the user's own keys, the password. */
export async function loginMethods(
  username: string,
  { keyFile, password }: ServerSettings,
  agent: string | undefined,
): Promise<AnyAuthMethod[]> {
  const { utils } = await loadSsh2();
  const parse = (data: Buffer) => utils.parseKey(data);
  const methods: AnyAuthMethod[] = [];
  if (keyFile !== undefined) methods.push({ type: 'publickey', username, key: namedKey(keyFile, parse) });
  if (agent !== undefined) methods.push({ type: 'agent', username, agent });
  if (keyFile === undefined)
    methods.push(...ownKeys(parse).map(key => ({ type: 'publickey' as const, username, key })));
  if (password !== undefined) {
    const secret = await password();
    methods.push({ type: 'password', username, password: secret });
    methods.push({
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => secret)),
    });
  }
  return methods;
}

type Parse = (data: Buffer) => ParsedKey | Error;

function namedKey(file: string, parse: Parse): ParsedKey {
  const key = readKey(file, parse);
  if (key === undefined) {
    throw new ResiteError('REPOSITORY_LOGIN', `the SSH key ${file} does not exist`, { hint: 'Check its path.' });
  }
  if (!(key instanceof Error)) return key;
  throw new ResiteError('REPOSITORY_LOGIN', `the SSH key ${file} cannot be used: ${key.message}`, {
    hint: 'Name a private key. One with a passphrase has to be in the agent: ssh-add FILE.',
  });
}

/** Those that need no passphrase. */
function ownKeys(parse: Parse): ParsedKey[] {
  return ['id_ed25519', 'id_ecdsa', 'id_rsa'].flatMap(name => {
    const key = readKey(join(homedir(), '.ssh', name), parse);
    return key === undefined || key instanceof Error ? [] : [key];
  });
}

function readKey(file: string, parse: Parse): ParsedKey | Error | undefined {
  try {
    return parse(readFileSync(file));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (isSystemError(error, 'EACCES', 'EISDIR')) return error;
    throw error;
  }
}
