import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addDoctorCommand(parent: Command, runCommand: RunCommand): void {
  const doctor = parent
    .command('doctor')
    .description(
      'Look at a host and at the way to it, point by point: what can be reached and done, what cannot, and what to do about it. Changes nothing.',
    )
    .argument('<host>', 'host of resite.yaml');
  addExamples(
    doctor,
    ['resite doctor BRANCH1', 'can everything that a backup and a restore need be done there?'],
    ['resite doctor BRANCH1 -q', 'only what is not good'],
    ['resite doctor BRANCH1 --json', 'the same for programs'],
  );
  setHandler(doctor, runCommand, async () => (await import('./examine.ts')).examine);
}
