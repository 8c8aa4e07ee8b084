import type { Command } from 'commander';
import { addExamples, type RunCommand } from '../define.ts';
import { addCheck } from './check.ts';
import { addConvert } from './convert.ts';
import { addDiff } from './diff.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addShow } from './show.ts';

export function addRegistryCommands(parent: Command, runCommand: RunCommand): void {
  const registry = parent.command('registry').description('Read, compare and change registry hives, without Windows.');
  addExamples(
    registry,
    ['resite registry show ./SOFTWARE --key Microsoft\\SMS', 'what is below a key'],
    ['resite registry diff ./before.hiv ./after.hiv', 'what changed'],
  );
  for (const add of [addShow, addExport, addImport, addDiff, addConvert, addCheck]) add(registry, runCommand);
}
