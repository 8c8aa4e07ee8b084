import { ResiteError } from '@resite/errors';
import { Command, type CommanderError } from 'commander';
import { allCommands, fullName } from './command-tree.ts';
import { type AddCommand, addExamples, type RunCommand } from './commands/define.ts';
import { ResiteHelp } from './help.ts';
import { version } from './version.ts';

interface Group {
  /** Of the commands that it adds. */
  readonly names: readonly string[];
  readonly load: () => Promise<AddCommand>;
}

/** In the order of the help. */
const groups: readonly Group[] = [
  { names: ['init'], load: async () => (await import('./commands/init/init.ts')).addInitCommand },
  {
    names: [
      'check',
      'plan',
      'backup',
      'snapshots',
      'drift',
      'restore',
      'rehearse',
      'forget',
      'ids',
      'status',
      'history',
      'resume',
      'evidence',
    ],
    load: async () => (await import('./commands/site/site.ts')).addSiteCommands,
  },
  { names: ['doctor'], load: async () => (await import('./commands/doctor/doctor.ts')).addDoctorCommand },
  { names: ['keys'], load: async () => (await import('./commands/keys/keys.ts')).addKeysCommands },
  { names: ['demo'], load: async () => (await import('./commands/demo/demo.ts')).addDemoCommand },
  { names: ['repo'], load: async () => (await import('./commands/repo/repo.ts')).addRepoCommands },
  { names: ['registry'], load: async () => (await import('./commands/registry/registry.ts')).addRegistryCommands },
  { names: ['lab'], load: async () => (await import('./commands/lab/lab.ts')).addLabCommands },
  { names: ['config'], load: async () => (await import('./commands/config/config.ts')).addConfigCommands },
  {
    names: ['completion', 'man'],
    load: async () => (await import('./commands/shell/shell.ts')).addShellCommands(wholeProgram),
  },
];

/** To be looked at: nothing of it runs. */
const wholeProgram = () => createProgram(async () => {});

/**
 * The command line: what can be typed, and what each command does when `runCommand` lets it. Given what was typed, only the
 * group of the command that is meant; the version is printed already here.
 */
export async function createProgram(runCommand: RunCommand, args: readonly string[] = []): Promise<Command> {
  const program = new Command('resite')
    .description('Back up a secondary site of SMS 1.x and restore it to a bare replacement server.')
    .version(
      args.includes('--json') ? JSON.stringify({ message_type: 'version', schema: 1, version }) : version,
      '--version',
      'print the version',
    )
    .option('-r, --repo <location>', 'restic repository: folder, sftp:…, rest:… or s3:…')
    .option('--repository-file <file>', 'file that holds the location of the repository')
    .option('--password-file <file>', 'file that holds the password of the repository')
    .option('--password-command <command>', 'command that prints the password of the repository')
    .option('--key-hint <key>', 'ID of the key to try first')
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
  prepare(program);
  const [name = ''] = program.parseOptions([...args]).operands;
  const meant = groups.filter(({ names }) => names.includes(name));
  for (const { load } of meant.length > 0 ? meant : groups) (await load())(program, runCommand);
  for (const command of program.commands.flatMap(allCommands)) prepare(command);
  for (const command of allCommands(program)) refuseRepetition(command); // what was parsed above was only looked at
  return program;
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

/** Of an option that takes one value, the last one would win without a word. */
function refuseRepetition(command: Command): void {
  for (const option of command.options) {
    const { flags, long, required, optional, variadic, description } = option;
    if (!(required || optional) || variadic || description.includes('may be repeated')) continue;
    let given = false;
    command.on(`option:${option.name()}`, () => {
      if (given) {
        throw new ResiteError('USAGE', `option '${flags}' is given more than once`, {
          hint: `Give ${long ?? flags} once. See: ${fullName(command)} --help`,
        });
      }
      given = true;
    });
  }
}

/** Commander's errors in our words; its "errors" that are no errors stay. */
function asUsageError(error: CommanderError, command: Command): Error {
  if (['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(error.code)) return error;
  const [first = '', ...suggestions] = error.message.replace(/^error: /, '').split(/\n(?=\(Did you mean )/);
  const suggestion = suggestions.join(' ').replace(/^\((.*)\)$/, '$1');
  const help = `See: ${fullName(command)} --help`;
  return new ResiteError('USAGE', first, { hint: suggestion === '' ? help : `${suggestion}\n${help}` });
}
