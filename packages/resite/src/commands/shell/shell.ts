import { Argument, type Command } from 'commander';
import { shells } from '../../completion/shells.ts';
import { type AddCommand, addExamples, setHandler } from '../define.ts';

/** What makes the command line handy: completion in shells, and pages for `man`. */
export const addShellCommands =
  (wholeProgram: () => Promise<Command>): AddCommand =>
  (parent, runCommand) => {
    const completion = parent
      .command('completion')
      .description('Print what a shell is to run so that TAB completes command lines of resite.')
      .addArgument(new Argument('<shell>', 'the shell').choices(shells));
    addExamples(
      completion,
      [
        'resite completion bash > ~/.local/share/bash-completion/completions/resite',
        'for one user of bash, with the Debian package bash-completion',
      ],
      ['resite completion zsh > /usr/local/share/zsh/site-functions/_resite', 'for all users of zsh'],
      ['resite completion fish > ~/.config/fish/completions/resite.fish', 'for one user of fish'],
      ['resite completion powershell > resite.ps1', 'to be named in the $PROFILE, after a dot: . ./resite.ps1'],
    );
    setHandler(completion, runCommand, async () => (await import('./handlers.ts')).printCompletion);

    const man = parent
      .command('man')
      .description('Write the manual pages, one for each command, into a folder; it is created.')
      .argument('<folder>', 'folder to write to, such as /usr/local/share/man/man1');
    addExamples(
      man,
      ['resite man /usr/local/share/man/man1', 'then: man resite, man resite-repo-backup'],
      ['resite man ./man', 'to look at one of them: man ./man/resite.1'],
    );
    setHandler(man, runCommand, async () => (await import('./handlers.ts')).writeManual(wholeProgram));
  };
