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
    .option('--host <name=driver:path>', 'a computer; the drivers are lab and image (may be repeated)', collectHosts)
    .option('--windows <address>', 'a running Windows computer (may be repeated)', collectAddresses)
    .option('--user <domain\\user>', 'with --windows: an administrator of those computers')
    .option('--user-password-file <file>', 'with --windows: file whose first line is the password of that user')
    .option(
      '--smb1',
      'with --windows: also speak SMB 1, which is all that Windows NT 3.51 and 4.0 know; it is not safe',
    );
  addExamples(
    init,
    ['resite init --lab ./lab', 'all machines of a lab'],
    ['resite init --host BRANCH1=image:/mnt/branch1', 'the disk of a computer that is off'],
    [
      "resite init --windows branch1 --user 'BRANCHDOM\\ADMIN' --user-password-file ./branch1.password",
      'a running Windows computer',
    ],
    ['resite init --lab ./lab -r /srv/backups', 'with the repository in another place'],
  );
  setHandler(init, runCommand, async () => (await import('./write-config.ts')).writeConfig);
}

function collectAddresses(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

function collectHosts(text: string, before: HostArgument[] | undefined): HostArgument[] {
  return [...(before ?? []), parseHost(text)];
}
