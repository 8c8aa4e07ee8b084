import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addDemoCommand(parent: Command, runCommand: RunCommand): void {
  const demo = parent
    .command('demo')
    .description('Show the main job on machines that run on this computer: backup, disaster, restore, proof.')
    .option('--keep <folder>', 'build the lab in this folder and leave it running');
  addExamples(
    demo,
    ['resite demo', 'in a temporary folder that is gone afterwards'],
    ['resite demo --keep ./demo', 'and then explore what is there'],
  );
  setHandler(demo, runCommand, async () => (await import('./run-demo.ts')).runDemo);
}
