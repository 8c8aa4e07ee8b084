import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';
import { type HostArgument, parseHost } from './host-argument.ts';

export function addInitCommand(parent: Command, runCommand: RunCommand): void {
  const init = parent
    .command('init')
    .description(
      'Look at computers, write resite.yaml for the sites found there, create the repository with a random password, and make the key that signs snapshots. ' +
        'A resite.yaml that exists is never overwritten.',
    )
    .option('--lab <folder>', 'all machines of a lab, which must be up')
    .option('--host <name=driver:path>', 'a computer; the drivers are lab and image (may be repeated)', collectHosts);
  addExamples(
    init,
    ['resite init --lab ./lab', 'all machines of a lab'],
    ['resite init --host BRANCH1=image:/mnt/branch1', 'the disk of a computer that is off'],
    ['resite init --lab ./lab -r /srv/backups', 'with the repository in another place'],
  );
  setHandler(init, runCommand, async () => (await import('./write-config.ts')).writeConfig);
}

function collectHosts(text: string, before: HostArgument[] | undefined): HostArgument[] {
  return [...(before ?? []), parseHost(text)];
}
