import { extname } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';

const formats = ['.md', '.html', '.json'] as const;

/** How the name of a report ends. */
export type ReportFormat = (typeof formats)[number];

/** Adds `--report`; a name that no renderer knows is refused before anything is done. */
export function addReportOption(command: Command): Command {
  return command.option('--report <file>', 'also write a report: .md, .html or .json', parseReportFile);
}

function parseReportFile(file: string): string {
  // biome-ignore lint/plugin: a file of this computer
  if (formats.some(format => format === extname(file).toLowerCase())) return file;
  throw new InvalidArgumentError('Its name must end in .md, .html or .json.');
}
