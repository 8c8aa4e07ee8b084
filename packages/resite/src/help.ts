import { type Command, Help } from 'commander';
import { examplesOf } from './commands/define.ts';
import { table } from './text.ts';

/** Help that starts with what the command is for and with examples. */
export class ResiteHelp extends Help {
  override showGlobalOptions = true;

  override formatHelp(command: Command, helper: Help): string {
    const rows = examplesOf(command).map(({ command: text, meaning }) => [`  ${text}`, meaning]);
    const examples = rows.length === 0 ? [] : ['Examples:', ...table(rows), ''];
    const description = helper.boxWrap(command.description(), helper.helpWidth ?? 80);
    return [description, '', ...examples, super.formatHelp(command, helper)].join('\n');
  }

  /** In the list of commands, the first sentence is enough. */
  override subcommandDescription(command: Command): string {
    return command.description().split('. ', 1)[0]?.replace(/\.$/, '') ?? '';
  }

  /** Stands above the examples. */
  override commandDescription(): string {
    return '';
  }
}
