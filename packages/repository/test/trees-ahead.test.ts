import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadTreesAhead } from '../src/archive/trees-ahead.ts';
import type { TreeNode } from '../src/index.ts';

const nodes = (...subtrees: string[]) => subtrees.map(subtree => ({ name: Buffer.from(subtree), subtree }) as TreeNode);

/** One tree is loaded a turn. */
async function someTurns(): Promise<void> {
  for (let turns = 0; turns < 100; turns++) await nextTurn();
}

test('trees are loaded in the order of an archive, once each, and handed out once', async () => {
  const trees: Record<string, TreeNode[]> = { root: nodes('a', 'b', 'a'), a: nodes('c'), b: nodes(), c: nodes() };
  const loaded: string[] = [];
  const ahead = loadTreesAhead('root', async id => {
    loaded.push(id);
    return trees[id]!;
  });
  await someTurns();
  await ahead.stop();
  assert.deepEqual(loaded, ['root', 'a', 'c', 'b']);
  assert.equal(ahead.take('a'), trees.a);
  assert.equal(ahead.take('a'), undefined);
  assert.equal(ahead.take('d'), undefined);
});

test('neither endless trees nor one that holds itself are followed for ever, nor anything after the stop', async () => {
  let count = 0;
  const endless = loadTreesAhead('0', async () => {
    count += 1;
    return nodes(...Array.from({ length: 1000 }, (_, number) => `${count}.${number}`));
  });
  const itself = loadTreesAhead('x', async () => nodes('x', 'x'));
  await someTurns();
  assert.equal(count, 10);
  await Promise.all([endless.stop(), itself.stop()]);
  const stopped = loadTreesAhead('0', async () => assert.fail('it was stopped'));
  await stopped.stop();
});

test('a tree that cannot be loaded fails whoever needs it', async () => {
  const ahead = loadTreesAhead('root', async id => {
    if (id === 'root') return nodes('a');
    throw new Error('it is damaged');
  });
  await someTurns();
  await ahead.stop();
  assert.equal(ahead.take('a'), undefined);
  assert.equal(ahead.take('root')?.length, 1);
});
