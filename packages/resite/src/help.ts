import { type Command, Help } from 'commander';
import { examplesOf } from './commands/define.ts';
import { table } from './text.ts';

/** Help that starts with what the command is for and with examples. */
export class ResiteHelp extends Help {
  override showGlobalOptions = true;

  override formatHelp(command: Command, helper: Help): string {
    const rows = examplesOf(command).map(({ command: text, meaning }) => [`  ${text}`, meaning]);
    const examples = rows.length === 0 ? [] : ['Examples:', ...table(rows), ''];
    return [command.description(), '', ...examples, super.formatHelp(command, helper)].join('\n');
  }

  /** Stands above the examples. */
  override commandDescription(): string {
    return '';
  }
}
