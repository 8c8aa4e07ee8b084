import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NodesByName } from '../src/archive/nodes-by-name.ts';
import type { TreeNode } from '../src/index.ts';

const names = fc.uniqueArray(fc.uint8Array({ minLength: 1, maxLength: 3 }), { selector: name => name.join() });

test('a node is found by the bytes of its name, in any order', () => {
  const property = fc.property(names, names, (there, others) => {
    const nodes = there.map(name => ({ name: Buffer.from(name) }) as TreeNode);
    const byName = new NodesByName(nodes);
    for (const name of [...others, ...there, ...others, ...there.toReversed()]) {
      const found = byName.find(Buffer.from(name).toString('latin1'));
      assert.equal(
        found,
        nodes.find(node => node.name.equals(name)),
      );
    }
  });
  fc.assert(property);
});
