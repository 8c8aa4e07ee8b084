import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addResume(parent: Command, runCommand: RunCommand): void {
  const command = parent
    .command('resume')
    .description(
      'Settle what was cut off: return every service to its recorded state, then carry a restore on to its end.',
    )
    .argument('[run]', 'a run, as resite status names it (default: every run that was cut off)')
    .option('--roll-back', 'return the services, and leave a restore where it is')
    .option('--force', 'also take over a run whose process hangs, or the named run although its process is alive')
    .option('--wait', 'wait until no other run and no guardian is at work, and then do it');
  command.option(
    '--from-hosts [host...]',
    'the journal is lost: return the services to what the hosts remember themselves (default: every host of resite.yaml)',
  );
  addExamples(
    command,
    ['resite resume', 'after a crash or a reboot'],
    ['resite resume --force', 'when the process of a run was stopped, or hangs'],
    ['resite resume --wait', 'in a script: when it ends, nothing is left to settle'],
    ['resite resume 20261122-020000-S01-restore', 'carry a restore on that failed'],
    ['resite resume --from-hosts', 'no journal knows the run that stopped the services'],
  );
  setHandler(command, runCommand, async () => (await import('./resume-runs.ts')).resumeRuns);
}
