import type { Command } from 'commander';
import { allCommands } from '../command-tree.ts';
import { manualPage, type PageOptions, pageName } from './manual-page.ts';

export interface ManualPage {
  /** `resite-repo-backup.1` */
  readonly file: string;
  readonly text: string;
}

/** A page for the whole, and one for each command. */
export function manualPages(program: Command, options: PageOptions): ManualPage[] {
  return allCommands(program).map(command => ({ file: `${pageName(command)}.1`, text: manualPage(command, options) }));
}
