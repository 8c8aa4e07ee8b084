import type { Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addConfigCommands(parent: Command, runCommand: RunCommand): void {
  const config = parent.command('config').description('Look at the configuration: resite.yaml.');
  addExamples(
    config,
    ['resite config validate', 'is resite.yaml right?'],
    ['resite config show', 'what does it come to?'],
  );

  const show = config.command('show').description('Print the configuration as it is understood, without secrets.');
  addExamples(
    show,
    ['resite config show', 'the next resite.yaml from here upwards'],
    ['resite config show --json', 'the same for programs'],
  );
  setHandler(show, runCommand, async () => (await import('./handlers.ts')).showConfig);

  const validate = config.command('validate').description('Check resite.yaml and name the place of every problem.');
  addExamples(
    validate,
    ['resite config validate', 'the next resite.yaml from here upwards'],
    ['resite config validate --config ./other.yaml', 'another file'],
  );
  setHandler(validate, runCommand, async () => (await import('./handlers.ts')).validateConfig);

  const schema = config.command('schema').description('Print the JSON Schema of resite.yaml, for editors.');
  addExamples(schema, ['resite config schema > resite.schema.json', 'keep it for an editor']);
  setHandler(schema, runCommand, async () => (await import('./handlers.ts')).printSchema);
}
