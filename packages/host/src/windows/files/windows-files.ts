import { randomBytes } from 'node:crypto';
import { isResiteError, isSilent, ResiteError } from '@resite/errors';
import type { RpcBinding } from '@resite/msrpc/binding';
import { getRemoteTime } from '@resite/msrpc/srvsvc';
import { sameName, upcase } from '@resite/registry/names';
import { needAttributes } from '../../files/attributes.ts';
import type { FileGuard } from '../../files/disk-files.ts';
import { refused } from '../../files/failure.ts';
import { letterOf, refuseWholeDrive } from '../../files/whole-drive.ts';
import { formatWindowsPath, parseWindowsPath, type WindowsPath } from '../../files/windows-path.ts';
import type { Files } from '../../host.ts';
import { unpackEntries } from '../session/packed-entries.ts';
import type { Entry, SessionOperations } from '../session/protocol.ts';
import type { Session } from '../session/session.ts';
import { askFiles, type FileAsker } from './ask-files.ts';
import { checkedEntries, fileInfo, isFolder, isReparsePoint, settable, shownBits } from './entries.ts';
import { readFileSecurity, writeFileSecurity } from './file-security.ts';
import { openFileWriter, writeWhole } from './file-writer.ts';
import { openFilesAt } from './open-files.ts';
import { childOf, securedLists } from './secured-list.ts';
import { placeOf } from './share-place.ts';

const chunkSize = 1 << 20;
const [second, microsecond] = [1_000_000_000n, 1_000n];

/**
 * The files of a Windows computer over SMB: drive C: is its share C$. The computer itself compares names.
 *
 * Times are set as exactly as `timePrecision` says; of the attributes, read-only, hidden, system and archive are shown and set. Nothing asks
 * the computer to write its cache to the disk. While `write` puts a new content in the place of an old one, others find no file for a moment.
 * An earlier list saves `list` the security of what has the same change time. `stat` looks at the whole folder.
 * A junction is refused with `FILE_ACCESS`: it may lead to another drive.
 */
export function windowsFiles(session: Session, guard: FileGuard = async () => {}): Files {
  const ask = askFiles(session);
  const srvsvc = session.rpc('srvsvc');

  /** On a drive that does not exist there is nothing. */
  const lookAt = async (path: string) => (await unlessGone(() => ask('look at', path, placeOf(path))))?.value;

  const need = async (path: string): Promise<Entry> => {
    const entry = await lookAt(path);
    if (entry) return entry;
    throw missing(path);
  };

  const needParent = async ({ drive, names }: WindowsPath): Promise<void> => {
    const parent = formatWindowsPath({ drive, names: names.slice(0, -1) });
    const entry = await need(parent);
    if (!isFolder(entry)) throw refused('use', parent, 'what is on the way is a file');
  };

  const createFolders = async ({ drive, names }: WindowsPath): Promise<void> => {
    for (let count = 0; count <= names.length; count++) {
      const path = formatWindowsPath({ drive, names: names.slice(0, count) });
      if (count === 0) await need(path);
      else await ask('create the folder', path, placeOf(path));
    }
  };

  const access = async <Result>(
    intent: 'read' | 'change',
    path: string,
    action: (wanted: WindowsPath) => Promise<Result>,
  ): Promise<Result> => {
    const wanted = parseWindowsPath(path);
    await guard(intent);
    return action(wanted);
  };

  const listFolder: FolderLister = async path => {
    const packed = await orSayWhatIsThere(ask, path, 'directory', () => ask('list the folder', path, placeOf(path)));
    return checkedEntries(path, unpackEntries(packed, session.maySpeakSmb1));
  };

  const list = async (path: string) => (await listFolder(path)).map(fileInfo);
  const listSecured = securedLists({
    list,
    readSecurity: path => unlessGone(() => readFileSecurity(srvsvc, path)),
    now: async () => (await getRemoteTime(srvsvc)).time,
  });

  async function* stream(path: string): AsyncGenerator<Buffer> {
    const first = await access('read', path, async () => readBeginning(ask, path));
    let { rest } = first;
    try {
      if (first.data.length > 0) yield Buffer.from(first.data.buffer, first.data.byteOffset, first.data.length);
      while (rest) {
        const data = await ask('read on', path, rest, chunkSize);
        if (data.length > 0) yield Buffer.from(data.buffer, data.byteOffset, data.length);
        if (data.length === chunkSize) continue;
        const file = rest;
        rest = undefined;
        await ask('close', path, file);
      }
    } catch (error) {
      if (isSilent(error)) rest = undefined; // it went with the connection
      throw error;
    } finally {
      if (rest) await ask('close', path, rest);
    }
  }

  return {
    timePrecision: { created: second, modified: session.maySpeakSmb1 ? second : microsecond },
    keptAttributes: shownBits,

    stat: path =>
      access('read', path, async () => {
        const entry = await lookAt(path);
        return entry && fileInfo(entry);
      }),

    list: (path, { security = false, known } = {}) =>
      access('read', path, () => (security ? listSecured(path, known) : list(path))),

    securityDescriptor: path =>
      access('read', path, async () => {
        await need(path);
        return readFileSecurity(srvsvc, path);
      }),

    async read(path) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream(path)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },

    stream,

    write: (path, data) =>
      access('change', path, async wanted => {
        const present = await lookAt(path);
        if (present && isFolder(present)) throw refused('write', path, 'it is a folder');
        const { drive, names } = wanted;
        const folder = { drive, names: names.slice(0, -1) };
        if (!present) await createFolders(folder);
        const inFolder = (name: string) => formatWindowsPath({ drive, names: [...folder.names, name] });
        await writeWhole(ask, {
          temporary: inFolder(`.resite-tmp-${randomBytes(8).toString('hex')}`),
          path: inFolder(present?.name ?? names.at(-1)!),
          data,
          present,
          secure: temporary => inheritSecurity(srvsvc, inFolder(present!.name), temporary),
          last: () => guard('change'),
        });
      }),

    openWriter: (path, size) =>
      access('change', path, async wanted => {
        if (wanted.names.length === 0) throw refused('write', path, 'it is a drive');
        await needParent(wanted);
        return openFileWriter(ask, path, { size, change: () => guard('change') });
      }),

    createFolder: path => access('change', path, createFolders),

    setMetadata: (path, { modified, created, attributes, securityDescriptor }) =>
      access('change', path, async () => {
        if (attributes !== undefined) needAttributes(attributes);
        if (securityDescriptor) await writeFileSecurity(srvsvc, path, securityDescriptor);
        if (modified === undefined && created === undefined && attributes === undefined) return;
        await ask('set the metadata of', path, placeOf(path), {
          attributes: attributes === undefined ? undefined : settable(attributes),
          created,
          modified,
        });
      }),

    rename: (from, to) =>
      access('change', from, async wanted => {
        refuseWholeDrive(from);
        refuseWholeDrive(to);
        const target = parseWindowsPath(to);
        const source = await lookAt(from);
        const present = await lookAt(to);
        // another attempt at the same rename has done it already
        if (!source && present) return;
        if (!source) throw missing(from);
        if (!present) await needParent(target);
        if (target.drive !== wanted.drive) throw refused('rename', `${from} to ${to}`, 'it is on another drive');
        const isSame = sameName(formatWindowsPath(wanted), formatWindowsPath(target));
        const names = present && !isSame ? [...target.names.slice(0, -1), present.name] : target.names;
        await ask('rename', from, placeOf(from), placeOf(formatWindowsPath({ ...target, names })));
      }),

    remove: path =>
      access('change', path, async () => {
        refuseWholeDrive(path);
        const entry = await lookAt(path);
        if (!entry) return;
        for (const found of await everythingIn(listFolder, path, entry)) {
          const place = placeOf(found.path);
          if (found.isFolder) await ask('remove the empty folder', found.path, place);
          else await ask('remove the file', found.path, place);
        }
      }),

    usersOf: path =>
      access('read', path, async wanted => {
        const open = await openFilesAt(srvsvc, formatWindowsPath(wanted));
        return [...new Set(open.map(({ user }) => user))].filter(user => user !== '');
      }),

    freeBytes: async drive => {
      const path = `${upcase(letterOf(drive))}:\\`;
      return access('read', path, () => ask('measure the drive of', path, placeOf(path)));
    },

    // SMB could tell it, but none of the public functions of Samba's library asks
    fileSystem: async () => undefined,
  };
}

type FolderLister = (path: string) => Promise<Entry[]>;

type Beginning = ReturnType<SessionOperations['read the beginning of']>;

function readBeginning(ask: FileAsker, path: string): Promise<Beginning> {
  return orSayWhatIsThere(ask, path, 'file', () => ask('read the beginning of', path, placeOf(path), chunkSize));
}

/** The host says of a file that is no folder, and of what lies below one, that it does not exist. */
async function orSayWhatIsThere<Result>(
  ask: FileAsker,
  path: string,
  wanted: 'file' | 'directory',
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!isResiteError(error, 'FILE_MISSING', 'FILE_ACCESS')) throw error;
    const entry = await ask('look at', path, placeOf(path));
    if (entry && isReparsePoint(entry)) throw refused('use', path, 'it leads elsewhere (a junction or a link)');
    if (entry && isFolder(entry) !== (wanted === 'directory'))
      throw refused('use', path, `it is a ${isFolder(entry) ? 'folder' : 'file'}`);
    throw error;
  }
}

interface Found {
  readonly path: string;
  readonly isFolder: boolean;
}

/** What is at a path with all below it, in the order in which it can be removed. Nothing that leads elsewhere is among it. */
async function everythingIn(
  listFolder: FolderLister,
  path: string,
  entry: Entry,
  found: Found[] = [],
): Promise<Found[]> {
  if (isReparsePoint(entry)) {
    throw new ResiteError('FILE_ACCESS', `cannot remove ${path}: it leads elsewhere (a junction or a link)`, {
      hint: 'Remove it on the computer itself: what it leads to could be removed in its place.',
    });
  }
  if (isFolder(entry)) {
    for (const child of await listFolder(path)) await everythingIn(listFolder, childOf(path, child.name), child, found);
  }
  found.push({ path, isFolder: isFolder(entry) });
  return found;
}

/** A new file has the security that its folder hands down; one that takes the place of another is to have that one's. */
async function inheritSecurity(srvsvc: RpcBinding, from: string, to: string): Promise<void> {
  const [wanted, has] = [await readFileSecurity(srvsvc, from), await readFileSecurity(srvsvc, to)];
  if (wanted && has && Buffer.compare(wanted, has) !== 0) await writeFileSecurity(srvsvc, to, wanted);
}

/** Undefined when what was asked for is not there any more. */
async function unlessGone<Value>(look: () => Promise<Value>): Promise<{ value: Value } | undefined> {
  try {
    return { value: await look() };
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return undefined;
    throw error;
  }
}

function missing(path: string): ResiteError {
  return new ResiteError('FILE_MISSING', `there is no ${path}`);
}
