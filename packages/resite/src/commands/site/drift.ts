import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addDrift(parent: Command, runCommand: RunCommand): void {
  const drift = parent
    .command('drift')
    .description('Compare the site as it is with its last snapshot. Reads only, and touches no service.')
    .argument('<site>', 'site code')
    .option('--snapshot <id>', 'which snapshot', 'latest');
  addExamples(
    drift,
    ['resite drift S01', 'has anybody changed the site since its last backup?'],
    ['resite drift S01 --snapshot 1a2b3c4d', 'against an older one'],
  );
  setHandler(drift, runCommand, async () => (await import('./drift-of-site.ts')).driftOfSite);
}
