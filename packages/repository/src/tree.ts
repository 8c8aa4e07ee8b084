import { isUtf8 } from 'node:buffer';
import type { ExtendedAttribute, GenericAttributes, NodeType, TreeNode } from './node.ts';
import { parseJson } from './text/big-json.ts';
import { goBytes, goString } from './text/go-string.ts';
import { quoteName, unquoteName } from './text/quote.ts';
import { formatTime, parseTime } from './text/time.ts';

/**
 * The tree blob of these nodes, byte for byte as restic writes it, newline included (restic: internal/data/tree.go, node.go).
 * The nodes must be in ascending order of their name bytes.
 */
export function encodeTree(nodes: readonly TreeNode[]): Buffer {
  return Buffer.from(`{"nodes":[${nodes.map(encodeNode).join(',')}]}\n`);
}

/** One entry of a tree, as `encodeTree` writes it. */
export function encodeNode(node: TreeNode): string {
  let json = `{"name":${goString(quoteName(node.name))},"type":"${node.type}"`;
  if (node.mode !== 0) json += `,"mode":${node.mode}`;
  json += `,"mtime":"${formatTime(node.modified)}","atime":"${formatTime(node.accessed)}","ctime":"${formatTime(node.changed)}"`;
  json += `,"uid":${node.uid},"gid":${node.gid}`;
  if (node.user) json += `,"user":${goString(node.user)}`;
  if (node.group) json += `,"group":${goString(node.group)}`;
  if (node.inode) json += `,"inode":${node.inode}`;
  if (node.deviceId) json += `,"device_id":${node.deviceId}`;
  if (node.size) json += `,"size":${node.size}`;
  if (node.links) json += `,"links":${node.links}`;
  if (node.linkTarget?.length) json += encodeLinkTarget(node.linkTarget);
  if (node.extendedAttributes?.length) {
    json += `,"extended_attributes":[${node.extendedAttributes.map(encodeAttribute).join(',')}]`;
  }
  if (node.genericAttributes !== undefined) json += `,"generic_attributes":${encodeGeneric(node.genericAttributes)}`;
  if (node.device) json += `,"device":${node.device}`;
  json += `,"content":${encodeContent(node)}`;
  if (node.subtree !== undefined) json += `,"subtree":"${node.subtree}"`;
  return `${json}}`;
}

function encodeLinkTarget(target: Buffer): string {
  const raw = isUtf8(target) ? '' : `,"linktarget_raw":"${target.toString('base64')}"`;
  return `,"linktarget":${goBytes(target)}${raw}`;
}

function encodeAttribute({ name, value }: ExtendedAttribute): string {
  return `{"name":${goString(name)},"value":"${Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64')}"}`;
}

/** Go writes the keys of a map in order and escapes raw JSON like its own strings. */
function encodeGeneric(attributes: GenericAttributes): string {
  const parts = Object.keys(attributes)
    .sort()
    .map(key => `${goString(key)}:${encodeJson(attributes[key])}`);
  return `{${parts.join(',')}}`;
}

function encodeJson(value: unknown): string {
  if (typeof value === 'string') return goString(value);
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{${Object.entries(value)
    .map(([key, part]) => `${goString(key)}:${encodeJson(part)}`)
    .join(',')}}`;
}

function encodeContent(node: TreeNode): string {
  if (node.type !== 'file') return 'null';
  return node.content?.length ? `["${node.content.join('","')}"]` : '[]';
}

/** What `decodeTree` finds in JSON; integers may be bigint. */
interface StoredNode {
  name: string;
  type: NodeType;
  mode?: number;
  mtime: string;
  atime: string;
  ctime: string;
  uid?: number;
  gid?: number;
  user?: string;
  group?: string;
  inode?: number | bigint;
  device_id?: number | bigint;
  size?: number | bigint;
  links?: number | bigint;
  linktarget?: string;
  linktarget_raw?: string;
  extended_attributes?: { name: string; value: string | null }[];
  generic_attributes?: GenericAttributes;
  device?: number | bigint;
  content?: string[] | null;
  subtree?: string | null;
}

/** The nodes of a tree blob. Throws `SyntaxError` or `RangeError` when it is none. */
export function decodeTree(blob: Buffer): TreeNode[] {
  const { nodes } = parseJson(blob.toString()) as { nodes?: StoredNode[] };
  if (!Array.isArray(nodes)) throw new SyntaxError('a tree has no list of nodes');
  return nodes.map(decodeNode);
}

function decodeNode(stored: StoredNode): TreeNode {
  const name = unquoteName(stored.name);
  if (name === undefined) throw new SyntaxError(`a tree holds the malformed name ${JSON.stringify(stored.name)}`);
  const node: TreeNode = {
    name,
    type: stored.type,
    mode: stored.mode ?? 0,
    modified: parseTime(stored.mtime),
    accessed: parseTime(stored.atime),
    changed: parseTime(stored.ctime),
    uid: stored.uid ?? 0,
    gid: stored.gid ?? 0,
  };
  if (stored.user) node.user = stored.user;
  if (stored.group) node.group = stored.group;
  if (stored.inode !== undefined) node.inode = BigInt(stored.inode);
  if (stored.device_id !== undefined) node.deviceId = BigInt(stored.device_id);
  if (stored.size !== undefined) node.size = BigInt(stored.size);
  if (stored.links !== undefined) node.links = BigInt(stored.links);
  if (stored.linktarget !== undefined) node.linkTarget = Buffer.from(stored.linktarget);
  if (stored.linktarget_raw) node.linkTarget = Buffer.from(stored.linktarget_raw, 'base64');
  if (stored.extended_attributes) node.extendedAttributes = stored.extended_attributes.map(decodeAttribute);
  if (stored.generic_attributes) node.genericAttributes = stored.generic_attributes;
  if (stored.device !== undefined) node.device = BigInt(stored.device);
  if (stored.content) node.content = stored.content;
  if (stored.subtree) node.subtree = stored.subtree;
  return node;
}

function decodeAttribute({ name, value }: { name: string; value: string | null }): ExtendedAttribute {
  return { name, value: Buffer.from(value ?? '', 'base64') };
}
