import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dependentsFirst, dependentsOf, isCircular, type Service } from '@resite/host';

/** Each by its name and, behind `<`, what it depends on. */
const services = (...texts: string[]): Pick<Service, 'name' | 'dependsOn'>[] =>
  texts.map(text => {
    const [name, needed] = text.split('<');
    return { name: name!, ...(needed === undefined ? {} : { dependsOn: needed.split(' ') }) };
  });

const found = (all: string[], names: string[]) => dependentsOf(services(...all), names).map(({ name }) => name);

for (const { what, all, names, dependents } of [
  { what: 'nobody', all: ['A', 'B'], names: ['A'], dependents: [] },
  { what: 'one, in whatever case', all: ['A', 'B<a'], names: ['A'], dependents: ['B'] },
  { what: 'one by way of another, which stops later', all: ['A', 'B<A', 'C<B'], names: ['A'], dependents: ['C', 'B'] },
  {
    what: 'one by two ways, which stops first',
    all: ['A', 'D<B C', 'B<A', 'C<A B'],
    names: ['A'],
    dependents: ['D', 'C', 'B'],
  },
  { what: 'no other that is stopped anyway', all: ['A', 'B<A', 'C<B'], names: ['A', 'B'], dependents: ['C'] },
  { what: 'what is behind one that is not there', all: ['B<A'], names: ['A'], dependents: ['B'] },
  { what: 'nobody who needs a group', all: ['A', 'B<+A'], names: ['A'], dependents: [] },
  { what: 'each of a circle once', all: ['A<C', 'B<A', 'C<B'], names: ['A'], dependents: ['C', 'B'] },
]) {
  test(`dependents are ${what}`, () => assert.deepEqual(found(all, names), dependents));
}

test('an order of stopping stays as it is where nobody depends on another', () => {
  const names = (...all: string[]) => dependentsFirst(services(...all)).map(({ name }) => name);
  assert.deepEqual(names('B', 'A', 'C'), ['B', 'A', 'C']);
  assert.deepEqual(names('B', 'A<C', 'C', 'D<B'), ['D', 'B', 'A', 'C']);
  assert.deepEqual(names('A<B', 'B<A').sort(), ['A', 'B']);
});

test('a circle is one, however long', () => {
  const all = services('A<C', 'B<A', 'C<B', 'D<D', 'E<A');
  assert.deepEqual(
    all.filter(service => isCircular(all, service)).map(({ name }) => name),
    ['A', 'B', 'C', 'D'],
  );
});
