import type { Command, Option } from 'commander';
import { allCommands, fullName } from '../../packages/resite/src/command-tree.ts';
import { examplesOf } from '../../packages/resite/src/commands/define.ts';
import { createProgram } from '../../packages/resite/src/program.ts';
import { markdownTable } from './markdown.ts';

export async function commandLinePage(): Promise<string> {
  const program = await createProgram(async () => {});
  const commands = allCommands(program).filter(command => command.commands.length === 0);
  return `# The command line

Everything here is also printed by \`--help\`, which every command understands.

## For every command

${optionTable(program.options)}

Results go to the output, everything else that is said (progress, notes, warnings, errors) to the error stream. A terminal
shows progress at its bottom; a pipe gets plain lines. Colours are left out with \`--no-color\`, when the environment
variable \`NO_COLOR\` is set, and where there is no terminal. Ctrl-C ends cleanly; a second one ends at once.
SIGTERM, SIGQUIT, SIGHUP of a terminal that is closed and other signals that end a program count as Ctrl-C.

With \`--json\`, the output is one JSON object a line. Each has \`message_type\`, which says what the rest means, \`schema\`
(the version of this format, 1), \`seq\` (its number in this run) and \`time\`. Where restic has such a message, its names
and their meanings are the same. Errors are in [Errors and exit codes](errors.md).

The repository is the one named by \`--repo\` or by the file of \`--repository-file\`, or else by [resite.yaml](configuration.md), or else by
the environment variable \`RESTIC_REPOSITORY\` or the file of \`RESTIC_REPOSITORY_FILE\`. Its password comes from \`--password-file\`; from
\`--password-command\`; from resite.yaml, if that is the repository of resite.yaml; from
\`RESTIC_PASSWORD_FILE\`; from \`RESTIC_PASSWORD_COMMAND\`; or it is asked for on the terminal. It is never an argument, and
\`RESTIC_PASSWORD\` is not read, because other programs could see it there.

${commands.map(section).join('\n\n')}

Next: [configuration](configuration.md)
`;
}

function section(command: Command): string {
  const examples = examplesOf(command).map(({ command: text, meaning }) => `# ${meaning}\n$ ${text}`);
  const usage = command.createHelp().commandUsage(command);
  const parts = [
    `## ${fullName(command)}`,
    command.description(),
    `\`\`\`console\n${examples.join('\n')}\n\`\`\``,
    `Usage: \`${usage}\``,
  ];
  if (command.registeredArguments.length > 0) {
    const rows = command.registeredArguments.map(argument => [`\`${argument.name()}\``, argument.description]);
    parts.push(markdownTable(['argument', 'meaning'], rows));
  }
  if (command.options.length > 0) parts.push(optionTable(command.options));
  return parts.join('\n\n');
}

function optionTable(options: readonly Option[]): string {
  return markdownTable(
    ['option', 'meaning'],
    options.map(({ flags, description }) => [`\`${flags}\``, description]),
  );
}
