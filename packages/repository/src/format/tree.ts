import { isUtf8 } from 'node:buffer';
import {
  type ExtendedAttribute,
  type GenericAttributes,
  type NodeType,
  optionalFields,
  says,
  type TreeNode,
} from '../contract/node.ts';
import { goBytes, goString } from '../text/go-string.ts';
import {
  hexId,
  list,
  object,
  optionalText,
  type ParseOptions,
  parseObject,
  text,
  uint32,
  uint64,
} from '../text/json-fields.ts';
import { quoteName, unquoteName } from '../text/quote.ts';
import { TextBytes } from '../text/text-bytes.ts';
import { formatRfc3339, parseRfc3339 } from '../text/time.ts';

/**
 * The tree blob of these nodes, byte for byte as restic writes it, newline included (restic: internal/data/tree.go, node.go).
 * The nodes must be in ascending order of their name bytes.
 */
export function encodeTree(nodes: Iterable<TreeNode>): Buffer {
  const bytes = new TextBytes();
  bytes.add('{"nodes":[');
  let separator = '';
  for (const node of nodes) {
    bytes.add(separator + encodeNode(node));
    separator = ',';
  }
  bytes.add(']}\n');
  return bytes.end();
}

/** One entry of a tree, as `encodeTree` writes it. */
export function encodeNode(node: TreeNode): string {
  let json = `{"name":${goString(quoteName(node.name))},"type":${goString(node.type)}`;
  if (node.mode !== 0) json += `,"mode":${node.mode}`;
  if (says(node, 'mtime')) json += `,"mtime":"${formatRfc3339(node.modified)}"`;
  if (says(node, 'atime')) json += `,"atime":"${formatRfc3339(node.accessed)}"`;
  if (says(node, 'ctime')) json += `,"ctime":"${formatRfc3339(node.changed)}"`;
  if (says(node, 'uid')) json += `,"uid":${node.uid}`;
  if (says(node, 'gid')) json += `,"gid":${node.gid}`;
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

/** The nodes of a tree blob. Throws `SyntaxError` or `RangeError` when it is none. */
export function decodeTree(blob: Buffer): TreeNode[] {
  try {
    return decodeNodes(blob, { longNumbers: false });
  } catch (error) {
    // Few trees hold integers beyond 2^53, and looking for them takes a third of the time of everything else.
    if (error instanceof SyntaxError) return decodeNodes(blob, { longNumbers: true });
    throw error;
  }
}

function decodeNodes(blob: Buffer, options: Required<ParseOptions>): TreeNode[] {
  return list(parseObject(blob, options).nodes, 'the list of nodes').map(node => decodeNode(node, options));
}

/** Throws `SyntaxError` also for a long number where none is allowed. */
function decodeNode(value: unknown, { longNumbers }: Required<ParseOptions>): TreeNode {
  const stored = object(value, 'a node');
  const name = unquoteName(text(stored.name, 'a name'));
  if (name === undefined) throw new SyntaxError(`a tree holds the malformed name ${JSON.stringify(stored.name)}`);
  const node: TreeNode = {
    name,
    type: text(stored.type, 'a type') as NodeType, // whoever acts on it knows the types it acts on
    mode: uint32(stored.mode, 'a mode'),
    modified: time(stored.mtime),
    accessed: time(stored.atime),
    changed: time(stored.ctime),
    uid: uint32(stored.uid, 'a user number'),
    gid: uint32(stored.gid, 'a group number'),
  };
  const absent = optionalFields.filter(field => isMissing(stored[field]));
  if (absent.length > 0) node.absent = absent;
  if (stored.user) node.user = text(stored.user, 'a user');
  if (stored.group) node.group = text(stored.group, 'a group');
  const inode = uint64(stored.inode, 'inode');
  if (inode !== undefined) node.inode = inode;
  const deviceId = uint64(stored.device_id, 'device_id');
  if (deviceId !== undefined) node.deviceId = deviceId;
  const size = uint64(stored.size, 'size');
  if (size !== undefined) node.size = size;
  const links = uint64(stored.links, 'links');
  if (links !== undefined) node.links = links;
  const device = uint64(stored.device, 'device');
  if (device !== undefined) node.device = device;
  if (stored.linktarget) node.linkTarget = Buffer.from(text(stored.linktarget, 'a link target'));
  if (stored.linktarget_raw) node.linkTarget = Buffer.from(text(stored.linktarget_raw, 'a link target'), 'base64');
  if (stored.extended_attributes) {
    node.extendedAttributes = list(stored.extended_attributes, 'the attributes').map(decodeAttribute);
  }
  if (stored.generic_attributes) {
    if (!longNumbers) throw new SyntaxError('an attribute may be any number');
    node.genericAttributes = object(stored.generic_attributes, 'the attributes');
    refuseDeep(node.genericAttributes);
  }
  if (stored.content && node.type === 'file')
    node.content = list(stored.content, 'the content').map(id => hexId(id, 'the name of a blob'));
  if (stored.subtree) node.subtree = hexId(stored.subtree, 'the name of a tree');
  return node;
}

/** As Go reads it: what is missing or null is the beginning of the year 1. */
function time(value: unknown): bigint {
  return isMissing(value) ? yearOne : parseRfc3339(text(value, 'a time'));
}

const yearOne = parseRfc3339('0001-01-01T00:00:00Z');

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

function decodeAttribute(value: unknown): ExtendedAttribute {
  const stored = object(value, 'an attribute');
  return {
    name: text(stored.name, 'the name of an attribute'),
    value: Buffer.from(optionalText(stored.value, 'an attribute'), 'base64'),
  };
}

/** All known values are flat. A value that could not be written again is refused. */
function refuseDeep(value: unknown, levels = 20): void {
  if (levels === 0 || value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    throw new SyntaxError('an attribute is nested too deeply or too large');
  }
  if (typeof value === 'string' && !value.isWellFormed()) throw new SyntaxError('an attribute is no text');
  if (typeof value !== 'object' || value === null) return;
  for (const part of Object.values(value)) refuseDeep(part, levels - 1);
}
