import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addEvidenceCommands(parent: Command, runCommand: RunCommand): void {
  const evidence = parent.command('evidence').description('Check the evidence of a rehearsal.');
  addExamples(evidence, [
    'resite evidence verify .resite/evidence/20261122-020000-S01-rehearsal/evidence.json',
    'is it what was signed?',
  ]);
  const verify = evidence
    .command('verify')
    .description('Check the signature of evidence, and say what it proves.')
    .argument('<file>', 'evidence.json or evidence.html, with its .sig beside it')
    .option('--public-key <file>', 'key to trust (default: those of resite.yaml)');
  addExamples(
    verify,
    ['resite evidence verify evidence.json', 'with the keys of resite.yaml'],
    ['resite evidence verify evidence.html --public-key evidence-key.pub.pem', 'on another computer'],
  );
  setHandler(verify, runCommand, async () => (await import('./check-evidence.ts')).checkEvidence);
}
