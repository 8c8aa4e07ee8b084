import { ResiteError } from '@resite/errors';
import { Command, type CommanderError } from 'commander';
import { addConfigCommands } from './commands/config/config.ts';
import type { AddCommand, Perform } from './commands/define.ts';
import { addExamples } from './commands/define.ts';
import { addDemoCommand } from './commands/demo/demo.ts';
import { addInitCommand } from './commands/init/init.ts';
import { addLabCommands } from './commands/lab/lab.ts';
import { addRegistryCommands } from './commands/registry/registry.ts';
import { addRepoCommands } from './commands/repo/repo.ts';
import { addSiteCommands } from './commands/site/site.ts';
import { ResiteHelp } from './help.ts';
import { version } from './version.ts';

const commands: readonly AddCommand[] = [
  addInitCommand,
  addSiteCommands,
  addDemoCommand,
  addRepoCommands,
  addRegistryCommands,
  addLabCommands,
  addConfigCommands,
];

/** The whole command line: what can be typed, and what each command does when `perform` lets it. */
export function createProgram(perform: Perform): Command {
  const program = new Command('resite')
    .description('Back up a secondary site of SMS 1.x and restore it to a bare replacement server.')
    .version(version, '--version', 'print the version')
    .option('-r, --repo <location>', 'restic repository: folder, sftp:…, rest:… or s3:…')
    .option('--password-file <file>', 'file whose first line is the password of the repository')
    .option('--config <file>', 'configuration file (default: the next resite.yaml from the current folder upwards)')
    .option('--json', 'print JSON, one object a line')
    .option('-q, --quiet', 'print results, warnings and errors only')
    .option('--no-color', 'print without colours')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command');
  addExamples(
    program,
    ['resite check S01', 'can the site be backed up now?'],
    ['resite backup S01', 'make a snapshot of it'],
    ['resite restore S01 --to BRANCH1', 'bring it back on a bare server'],
    ['resite resume', 'after a crash or a reboot'],
    ['resite init --lab ./lab', 'write resite.yaml for what runs there'],
    ['resite demo', 'see all of this on machines that run on this computer'],
  );
  for (const add of commands) add(program, perform);
  for (const command of allCommands(program)) prepare(command);
  return program;
}

/** The command and all below it. */
export function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function prepare(command: Command): void {
  if (command.commands.length > 0 && command.parent !== null) command.helpCommand(false);
  command
    .configureOutput({ outputError: () => {} }) // errors are printed in one place, by whoever catches them
    .exitOverride(error => {
      throw asUsageError(error, command);
    });
  command.createHelp = () => Object.assign(new ResiteHelp(), command.configureHelp());
}

/** Commander's errors in our words; its "errors" that are no errors stay. */
function asUsageError(error: CommanderError, command: Command): Error {
  if (['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(error.code)) return error;
  const [first = '', ...suggestions] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = suggestions.join(' ').replace(/^\((.*)\)$/, '$1');
  const help = `See: ${fullName(command)} --help`;
  return new ResiteError('USAGE', first, { hint: suggestion === '' ? help : `${suggestion}\n${help}` });
}

/** As it is typed: `resite repo backup`. */
export function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
