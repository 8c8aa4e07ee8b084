import { compareNames } from '../../model/names.ts';
import { type Cells, none } from '../cells.ts';
import { headerSize } from '../header.ts';
import { keyFlag } from '../key-node.ts';
import { nameHash, nameHint } from '../subkey-list.ts';
import type { InspectedKey, Inspection } from './inspect-hive.ts';

/** What a key says of itself, its subkeys and values, compared with these. */
export function checkKeys({ keys, root, report }: Inspection, { minorVersion }: Cells): void {
  for (const key of keys.values()) {
    const problem = (kind: Parameters<typeof report>[0]['kind'], message: string, offset = key.offset + headerSize) =>
      report({ kind, offset, path: key.path, message });
    checkParent(key, problem);
    checkFlags(key, key === root, problem);
    checkKind(key, minorVersion, problem);
    checkOrder(key, problem);
    checkClues(key, problem);
    checkValues(key, problem);
    checkLargest(key, problem);
  }
}

type Report = (kind: Parameters<Inspection['report']>[0]['kind'], message: string, offset?: number) => void;

function checkParent({ listedBy, node }: InspectedKey, problem: Report): void {
  if (listedBy === none || node.parent === listedBy) return;
  problem(
    'parent',
    `the key there names 0x${node.parent.toString(16)} as its parent, but 0x${listedBy.toString(16)} lists it`,
  );
}

function checkFlags({ node, key }: InspectedKey, isRoot: boolean, problem: Report): void {
  if (isRoot !== ((node.flags & keyFlag.hiveEntry) !== 0)) {
    problem('flags', isRoot ? 'the root is not marked as one' : 'the key there is marked as a root and is not one');
  }
  if (key.volatile) problem('volatile', 'the key there is volatile, so it should not be in a file');
  if (node.volatileCount > 0) {
    problem('volatile', `the key there counts ${node.volatileCount} volatile subkeys, which are never in a file`);
  }
}

/** Before format 1.3 a list has offsets alone (msuhanov/regf, "Very old versions of Windows"). */
function checkKind({ subkeys }: InspectedKey, minorVersion: number, problem: Report): void {
  const clued = subkeys.find(({ entry }) => entry.clue !== undefined)?.entry;
  if (clued === undefined || minorVersion >= 3) return;
  const what = clued.clue!.kind === 'hint' ? 'hints' : 'hashes';
  problem('list', `the list of subkeys there has ${what}, which format 1.${minorVersion} does not know`, clued.place);
}

/** Windows finds subkeys by halving. */
function checkOrder({ subkeys }: InspectedKey, problem: Report): void {
  for (let index = 1; index < subkeys.length; index++) {
    const { entry, subkey } = subkeys[index]!;
    const before = subkeys[index - 1]!.subkey.node.name;
    const difference = compareNames(before, subkey.node.name);
    if (difference === 0) problem('duplicate', `the subkey ${JSON.stringify(before)} is there twice`, entry.place);
    if (difference > 0) {
      const names = `${JSON.stringify(subkey.node.name)} comes after ${JSON.stringify(before)}`;
      problem('order', `the subkeys are not sorted: ${names}`, entry.place);
    }
  }
}

function checkClues({ subkeys }: InspectedKey, problem: Report): void {
  for (const { entry, subkey } of subkeys) {
    const { clue, place } = entry;
    if (clue === undefined) continue;
    const { name } = subkey.node;
    const expected = clue.kind === 'hash' ? nameHash(name) : hintNumber(name);
    if (clue.number === expected || (clue.kind === 'hint' && isForgiven(clue.number, name))) continue;
    const numbers = `0x${clue.number.toString(16)} where 0x${expected.toString(16)} is right`;
    problem('clue', `the ${clue.kind} of the subkey ${JSON.stringify(name)} is ${numbers}`, place);
  }
}

function hintNumber(name: string): number {
  const hint = Buffer.alloc(4);
  nameHint(name).copy(hint);
  return hint.readUInt32LE();
}

/** A hint whose first byte is 0 says nothing; that is how names beyond Latin-1 are marked. */
function isForgiven(hint: number, name: string): boolean {
  return (hint & 0xff) === 0 && /[^\0-\xff]/.test(name.slice(0, 4));
}

function checkValues({ key }: InspectedKey, problem: Report): void {
  const names = key.values.map(({ name }) => name).sort(compareNames);
  const twin = names.find((name, index) => index > 0 && compareNames(names[index - 1]!, name) === 0);
  if (twin !== undefined) problem('duplicate', `the value ${JSON.stringify(twin)} is there twice`);
}

/** Windows makes these larger when it must, and never smaller. */
function checkLargest({ node, key, subkeys }: InspectedKey, problem: Report): void {
  const { largest } = node;
  const expect = (what: string, said: number, actual: number) => {
    if (said < actual)
      problem('largest', `the key there says its largest ${what} has ${said} bytes, but one has ${actual}`);
  };
  expect(
    'name of a subkey',
    largest.subkeyName,
    most(subkeys, ({ subkey }) => 2 * subkey.node.name.length),
  );
  expect(
    'class of a subkey',
    largest.subkeyClass,
    most(subkeys, ({ subkey }) => subkey.node.classLength),
  );
  expect(
    'name of a value',
    largest.valueName,
    most(key.values, ({ name }) => 2 * name.length),
  );
  expect(
    'data of a value',
    largest.valueData,
    most(key.values, ({ data }) => data.length),
  );
}

function most<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((largest, item) => Math.max(largest, measure(item)), 0);
}
