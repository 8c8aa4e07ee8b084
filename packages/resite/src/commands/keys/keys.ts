import type { Command } from 'commander';
import { setValueKinds } from '../../completion/value-kind.ts';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addKeysCommands(parent: Command, runCommand: RunCommand): void {
  const keys = parent
    .command('keys')
    .description('The keys that sign snapshots and evidence: show them, make one, trust others, stop trusting one.');
  addExamples(
    keys,
    ['resite keys', 'whose snapshots are restored?'],
    ['resite keys add other.pub.pem --name hq', 'trust what another installation has signed'],
    ['resite keys retire hq', 'trust it no more'],
  );

  const list = keys
    .command('list', { isDefault: true })
    .description('List the keys of resite.yaml with their fingerprints, and the one of this installation.');
  addExamples(list, ['resite keys list', 'the same as resite keys'], ['resite keys list --json', 'for programs']);
  setHandler(list, runCommand, async () => (await import('./list-keys.ts')).listKeys);

  const create = keys
    .command('create')
    .description(
      'Make the key of this installation, or trust the one that is there, and write its public half into resite.yaml.',
    )
    .option('--name <name>', 'name in resite.yaml (default: that of this computer)')
    .option('--new', 'make another one, although there is one; that one stays trusted');
  addExamples(
    create,
    ['resite keys create', 'for an installation of an earlier version'],
    ['resite keys create --new --name branch-2027', 'change the key'],
  );
  setHandler(create, runCommand, async () => (await import('./create-key.ts')).createKey);

  const add = keys
    .command('add')
    .description('Trust a key: its public half is written into resite.yaml.')
    .argument('<key>', 'PEM file with the public key, or the key itself in base64')
    .requiredOption('--name <name>', 'name in resite.yaml');
  setValueKinds(add, { key: 'file' });
  addExamples(add, ['resite keys add hq.pub.pem --name hq', 'then compare the fingerprint that it prints']);
  setHandler(add, runCommand, async () => (await import('./change-keys.ts')).addKey);

  const retire = keys
    .command('retire')
    .description(
      'Stop trusting everything that a key has signed, at any time. It stays in resite.yaml, marked as retired.',
    )
    .argument('<key>', 'name or fingerprint');
  setValueKinds(retire, { key: 'signing-key' });
  addExamples(
    retire,
    ['resite keys retire hq', 'after its private half has leaked'],
    ['resite keys retire SHA256:IQAiQHCex4s+vKdBByp0BpT950lbRQX0Ltt1OQxxDHE', 'by its fingerprint'],
  );
  setHandler(retire, runCommand, async () => (await import('./change-keys.ts')).retireKey);
}
