import { readFileSync } from 'node:fs';
import { isSystemError } from '@resite/errors';

/** Names of users or groups by number, from /etc/passwd or /etc/group; nothing on systems without them. */
export function readAccounts(file: '/etc/passwd' | '/etc/group'): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of readLines(file)) {
    const [name, , number] = line.split(':');
    if (name && number && !names.has(Number(number))) names.set(Number(number), name);
  }
  return names;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
