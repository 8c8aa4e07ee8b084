import { says, type TreeNode } from '../contract/node.ts';
import { permissionBits } from '../format/file-mode.ts';

const block = 512;

/** The records that come before an entry's content: a pax header for what the old fields cannot hold, then the entry's own. */
export function tarHeader(path: Buffer, node: TreeNode): Buffer {
  const size = node.type === 'file' ? (node.size ?? 0n) : 0n;
  const name = node.type === 'dir' ? Buffer.concat([path, Buffer.from('/')]) : path;
  const pax = paxRecords(name, node, size);
  const header = record({ ...fieldsOf(node), name, size: size > maxSize ? 0n : size });
  if (pax.length === 0) return header;
  const extension = record({
    ...noFields,
    name: Buffer.from('PaxHeader'),
    mode: 0o644,
    size: BigInt(pax.length),
    type: 'x',
  });
  return Buffer.concat([extension, pax, tarPadding(BigInt(pax.length)), header]);
}

/** Zeros up to the next whole block. */
export function tarPadding(size: bigint): Buffer {
  return Buffer.alloc(Number((BigInt(block) - (size % BigInt(block))) % BigInt(block)));
}

/** Two empty blocks. */
export const tarEnd = Buffer.alloc(2 * block);

/** undefined for what a tar archive has no entry for. */
export function tarType({ type }: TreeNode): string | undefined {
  return ({ file: '0', symlink: '2', chardev: '3', dev: '4', dir: '5', fifo: '6' } as Record<string, string>)[type];
}

interface Fields {
  name: Buffer;
  mode: number;
  uid: number;
  gid: number;
  size: bigint;
  modified: bigint;
  type: string;
  link: Buffer;
  user: string;
  group: string;
  major: number;
  minor: number;
}

const noFields = { uid: 0, gid: 0, modified: 0n, link: Buffer.alloc(0), user: '', group: '', major: 0, minor: 0 };
const maxSize = 0o77777777777n;
const maxId = 0o7777777;
const second = 1_000_000_000n;

function fieldsOf(node: TreeNode): Omit<Fields, 'name' | 'size'> {
  const device = node.device ?? 0n;
  return {
    mode: permissionBits(node.mode),
    uid: Math.min(node.uid, maxId),
    gid: Math.min(node.gid, maxId),
    modified: node.modified / second > 0n ? node.modified / second : 0n,
    type: tarType(node) ?? '0',
    link: node.linkTarget ?? Buffer.alloc(0),
    user: node.user ?? '',
    group: node.group ?? '',
    // As the C library splits them on Linux.
    major: Number(((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xfffff000n)),
    minor: Number((device & 0xffn) | ((device >> 12n) & 0xffffff00n)),
  };
}

function record({ name, link, ...fields }: Fields): Buffer {
  const header = Buffer.alloc(block);
  name.copy(header, 0, 0, 100);
  octal(header, 100, 8, fields.mode);
  octal(header, 108, 8, fields.uid);
  octal(header, 116, 8, fields.gid);
  octal(header, 124, 12, fields.size);
  octal(header, 136, 12, fields.modified > maxSize ? 0n : fields.modified);
  header.write('        ', 148, 'latin1');
  header.write(fields.type, 156, 'latin1');
  link.copy(header, 157, 0, 100);
  header.write('ustar\x0000', 257, 'latin1');
  header.write(fields.user.slice(0, 31), 265, 31);
  header.write(fields.group.slice(0, 31), 297, 31);
  octal(header, 329, 8, fields.major & maxId);
  octal(header, 337, 8, fields.minor & maxId);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function octal(header: Buffer, position: number, width: number, value: number | bigint): void {
  header.write(value.toString(8).padStart(width - 1, '0'), position, 'latin1');
}

/** POSIX.1-2001: `length keyword=value\n`, where the length counts itself. */
function paxRecords(name: Buffer, node: TreeNode, size: bigint): Buffer {
  const records: [keyword: string, value: Buffer | string][] = [];
  const isPlain = (text: Buffer) => text.length <= 100 && text.every(byte => byte > 0 && byte < 0x80);
  if (!isPlain(name)) records.push(['path', name]);
  if (node.linkTarget && !isPlain(node.linkTarget)) records.push(['linkpath', node.linkTarget]);
  if (size > maxSize) records.push(['size', String(size)]);
  if (node.uid > maxId) records.push(['uid', String(node.uid)]);
  if (node.gid > maxId) records.push(['gid', String(node.gid)]);
  const isWhole = node.modified >= 0n && node.modified % second === 0n && node.modified / second <= maxSize;
  if (!isWhole && says(node, 'mtime')) records.push(['mtime', decimal(node.modified)]);
  if (node.user && !isPlain(Buffer.from(`${node.user}${'x'.repeat(69)}`))) records.push(['uname', node.user]);
  if (node.group && !isPlain(Buffer.from(`${node.group}${'x'.repeat(69)}`))) records.push(['gname', node.group]);
  for (const { name: attribute, value } of node.extendedAttributes ?? []) {
    records.push([`SCHILY.xattr.${attribute}`, Buffer.from(value)]);
  }
  return Buffer.concat(records.map(([keyword, value]) => paxRecord(keyword, Buffer.from(value))));
}

function paxRecord(keyword: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${keyword}=`), value, Buffer.from('\n')]);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function decimal(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const value = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  return `${sign}${value / second}.${(value % second).toString().padStart(9, '0')}`;
}
