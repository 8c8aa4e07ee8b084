import { type MachineWorld, type MemoryMachine, memoryMachine, newMachine } from '@resite/host/memory';
import { account, password, passwordSet } from './service-manager.ts';

export { account, password, passwordSet } from './service-manager.ts';

/** What `startLabMachine` is for the lab: the same computer, commands and database. */
export function makeMemoryMachine(world: Partial<MachineWorld> & Pick<MachineWorld, 'clock' | 'sleep'>): MemoryMachine {
  const state = newMachine({
    computerName: 'BRANCH1',
    domain: 'BRANCHDOM',
    drives: { C: 2 ** 30, D: 2 ** 30 },
    now: world.clock(),
  });
  return memoryMachine(state, {
    account: name => (name === account.toUpperCase() ? { password, passwordSet: passwordSet.getTime() } : undefined),
    programs: {
      'RUNSMS.BAT': (_, path, args) => ({ exitCode: 3, output: [path, ...args].join('|') }),
    },
    query: (_, sql) => (sql === 'SELECT 1 AS one' ? [{ one: 1, text: null }] : undefined),
    ...world,
  });
}
