import { defined } from '@resite/errors';
import type { RegistryKey } from '../../model/model.ts';
import { attempt, Cells, none, type Report } from '../cells.ts';
import { describeHeader, headerField, headerSize } from '../header.ts';
import { type HiveInvalid, hiveInvalid } from '../hive-invalid.ts';
import { type KeyNode, keyFlag, readKeyNode } from '../key-node.ts';
import { deepest } from '../limits.ts';
import { wrongCount } from '../open-key.ts';
import { readClassName, readValueOffsets } from '../read-key.ts';
import { SecurityReader } from '../security.ts';
import { type ListEntry, readSubkeyList } from '../subkey-list.ts';
import { readValue } from '../value.ts';
import { type HiveProblem, type HiveProblemKind, severityOf } from './problem.ts';
import { readHeaderTolerantly } from './tolerant-header.ts';

/** A key as it lies in the hive. `key` has only what could be read. */
export interface InspectedKey {
  offset: number;
  /** Of the key that lists it; `none` for the root and for keys that none lists. */
  listedBy: number;
  path: string;
  node: KeyNode;
  key: RegistryKey;
  /** The entries of its list whose keys could be read, and these keys. */
  subkeys: { entry: ListEntry; subkey: InspectedKey }[];
  /** False when something of its list or below could not be read. */
  complete: boolean;
}

export interface Inspection {
  cells: Cells | undefined;
  root: InspectedKey | undefined;
  /** By offset. */
  keys: Map<number, InspectedKey>;
  problems: HiveProblem[];
  /** Without a severity, it is that of the kind. */
  report: (problem: Omit<HiveProblem, 'severity'> & Partial<HiveProblem>) => void;
  /** Reads a key that no list names, with all below it. */
  readStray: (offset: number) => InspectedKey | undefined;
}

/** Reads a hive past all damage. Never throws, and takes time proportional to the number of bytes. */
export function inspectHive(bytes: Uint8Array): Inspection {
  const file = Buffer.from(bytes); // a copy: the sizes of damaged cells are mended in it
  const problems: HiveProblem[] = [];
  const report: Inspection['report'] = problem => problems.push({ severity: severityOf(problem.kind), ...problem });
  const keys: Inspection['keys'] = new Map();
  const nothing = { cells: undefined, root: undefined, keys, problems, report, readStray: () => undefined };
  const header = readHeaderTolerantly(file, damage => {
    const kind = damage.offset === headerField.checksum ? 'checksum' : 'header';
    report({ kind, offset: damage.offset, message: damage.problem });
  });
  if (file.length >= headerSize) checkSequence(file, report);
  if (header === undefined) return nothing;
  const cells = new Cells(file, header, ({ offset, problem }) =>
    report({ kind: kindOf(problem), offset, message: problem }),
  );
  const walk: Walk = { cells, security: new SecurityReader(cells), keys, report };
  const root = inspectKey(walk, { offset: header.rootOffset, listedBy: none, parentPath: '', depth: 0 });
  const readStray = (offset: number) => inspectKey(walk, { offset, listedBy: none, parentPath: '…\\', depth: 1 });
  return { cells, root, keys, problems, report, readStray };
}

function checkSequence(file: Buffer, report: Inspection['report']): void {
  if (!describeHeader(file).dirty) return;
  const [first, second] = [headerField.primarySequence, headerField.secondarySequence].map(at => file.readUInt32LE(at));
  const message = `the sequence numbers are ${first} and ${second}: a write was cut off, and its log files must be applied`;
  report({ kind: 'sequence', offset: headerField.primarySequence, message });
}

function kindOf(problem: string): HiveProblemKind {
  return problem.includes('bin') ? 'bin' : 'cell';
}

interface Walk {
  cells: Cells;
  security: SecurityReader;
  keys: Inspection['keys'];
  report: Inspection['report'];
}

interface Place {
  offset: number;
  listedBy: number;
  /** With a backslash at its end. */
  parentPath: string;
  depth: number;
}

function inspectKey(walk: Walk, { offset, listedBy, parentPath, depth }: Place): InspectedKey | undefined {
  const { cells, security, keys } = walk;
  const inParent = reporter(walk, parentPath.slice(0, -1));
  const node = attempt(inParent, () => {
    if (depth > deepest)
      throw hiveInvalid(offset + headerSize, `the key there is nested deeper than ${deepest} levels`);
    return readKeyNode(cells, offset, inParent);
  });
  if (node === undefined) return undefined;
  const path = parentPath + node.name;
  const damaged = reporter(walk, path);
  const className = attempt(damaged, () => readClassName(cells, node, damaged));
  const securityDescriptor = attempt(damaged, () => security.read(node.security));
  const key: RegistryKey = {
    name: node.name,
    lastWrite: node.lastWrite,
    ...defined({ className, securityDescriptor, volatile: (node.flags & keyFlag.volatile) !== 0 || undefined }),
    values: [],
    subkeys: [],
  };
  const inspected: InspectedKey = { offset, listedBy, path, node, key, subkeys: [], complete: true };
  keys.set(offset, inspected);
  for (const value of attempt(damaged, () => readValueOffsets(cells, node, damaged)) ?? []) {
    const read = attempt(damaged, () => readValue(cells, value, damaged));
    if (read) key.values.push(read);
  }
  inspectSubkeys(walk, inspected, depth);
  return inspected;
}

function inspectSubkeys(walk: Walk, parent: InspectedKey, depth: number): void {
  const { node, path, offset, key } = parent;
  if (node.subkeyCount === 0) return;
  const damaged: Report = damage => {
    parent.complete = false;
    reporter(walk, path)(damage);
  };
  const entries = attempt(damaged, () => readSubkeyList(walk.cells, node.subkeyList, damaged));
  if (entries && parent.complete && entries.length !== node.subkeyCount) {
    const { problem } = wrongCount(node.subkeyCount, entries.length, offset);
    parent.complete = false;
    walk.report({ kind: 'count', offset: offset + headerSize, path, message: problem });
  }
  for (const entry of entries ?? []) {
    const place = { offset: entry.offset, listedBy: offset, parentPath: `${path}\\`, depth: depth + 1 };
    const subkey = inspectKey(walk, place);
    if (subkey) {
      key.subkeys.push(subkey.key);
      parent.subkeys.push({ entry, subkey });
    } else parent.complete = false;
  }
}

function reporter({ report }: Walk, path: string): (damage: HiveInvalid) => void {
  return ({ offset, problem }) =>
    report(
      defined({
        kind: problem.includes('segment') ? 'segments' : 'unreadable',
        offset,
        path: path || undefined,
        message: problem,
      }),
    );
}
