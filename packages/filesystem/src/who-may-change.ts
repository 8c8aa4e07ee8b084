import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, parse, sep } from 'node:path';
import { isSystemError } from '@resite/errors';
import { getExtendedAttribute } from './extended-attributes.ts';
import { absolutePath, pathFromText, textFromBytes } from './path-text.ts';

/** Why somebody else decides what stands in a file: of the file itself, of a link, or of a folder on the way to it. */
export interface Weakness {
  /** What is to be mended. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  /** As `belongs to user 1000`. */
  readonly problem: string;
  /** What to type, by who may. */
  readonly remedy: string;
}

export interface Judged {
  /** The file must not be readable by others, as ssh wants it of private keys. */
  readonly isPrivate?: boolean;
}

/** Enough for every path that people make; more is a circle. */
const mostLinks = 40;

/**
 * Whether somebody else than this user and root may change what stands at `path`, or put something else there: the file,
 * every link that leads to it, and every folder on the way up to the root are looked at, as ssh and sudo do. A folder with
 * the sticky bit, as /tmp, protects what belongs to us in it. A group that bears the number of the owner is the owner's own.
 * Undefined when nobody may, when there is nothing at `path` (then the folders are good), and on Windows.
 */
export async function whoMayChange(path: string, { isPrivate = false }: Judged = {}): Promise<Weakness | undefined> {
  if (process.geteuid === undefined || isInherited(path)) return undefined;
  const whole = absolutePath(path);
  const steps = whole.split(sep).filter(Boolean);
  let at = parse(whole).root;
  let links = 0;
  const root = weaknessOf(at, await lstat(at), false);
  if (root !== undefined) return root;
  while (steps.length > 0) {
    const next = join(at, steps.shift()!);
    const entry = await lstat(pathFromText(next)).catch(error => {
      if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return undefined; // whoever reads it says so
      throw error;
    });
    if (entry === undefined) return undefined;
    const weakness = weaknessOf(next, entry, isPrivate && steps.length === 0);
    if (weakness !== undefined) return weakness;
    if (!entry.isSymbolicLink()) {
      at = next;
      continue;
    }
    if (++links > mostLinks) return undefined; // opening it fails
    const target = absolutePath(textFromBytes(await readlink(pathFromText(next), 'buffer')), dirname(next));
    steps.unshift(...target.split(sep).filter(Boolean));
    at = parse(target).root;
  }
  return undefined;
}

/** A pipe or a file that whoever started this process has opened, as the shell does for `<(command)`. */
function isInherited(path: string): boolean {
  return /^\/(dev\/(stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/.test(path);
}

type Entry = Awaited<ReturnType<typeof lstat>>;

function weaknessOf(path: string, entry: Entry, isPrivate: boolean): Weakness | undefined {
  const { uid, gid } = entry;
  const mode = Number(entry.mode);
  const me = process.geteuid!();
  const kind = entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'folder' : 'file';
  const say = (problem: string, command: string): Weakness => ({ path, kind, problem, remedy: command });
  if (uid !== me && uid !== 0) {
    const flag = kind === 'link' ? '-h ' : '';
    return say(`belongs to user ${uid}`, `chown ${flag}${me} ${shellWord(path)}`);
  }
  if (kind === 'link' || entry.isCharacterDevice()) return undefined; // the modes of links count for nothing; of devices, such as /dev/null, nobody changes the content
  if (kind === 'folder' && (mode & 0o1000) !== 0) return undefined;
  if ((mode & 0o002) !== 0) return say('may be written by everybody', `chmod go-w ${shellWord(path)}`);
  if ((mode & 0o020) !== 0 && gid !== uid)
    return say(`may be written by the group ${gid}`, `chmod go-w ${shellWord(path)}`);
  // The mask of a list stands where the rights of the group would.
  if ((mode & 0o020) !== 0 && hasAccessList(path))
    return say(
      'has an access control list that lets others write',
      `setfacl -b ${shellWord(path)} && chmod go-w ${shellWord(path)}`,
    );
  if (isPrivate && kind === 'file' && (mode & 0o077 & (gid === uid ? 0o007 : 0o077)) !== 0) {
    return say('may be read by others', `chmod go-rwx ${shellWord(path)}`);
  }
  return undefined;
}

function hasAccessList(path: string): boolean {
  return (
    process.platform === 'linux' && getExtendedAttribute(pathFromText(path), 'system.posix_acl_access') !== undefined
  );
}

/** As one word of a POSIX shell; control characters, which could steer a terminal, as `$'…'` of bash has them. */
function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text) && !text.startsWith('-')) return text;
  if (!/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = text.replace(/['\\\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, character =>
    [...Buffer.from(character)].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  return `$'${escaped}'`;
}
