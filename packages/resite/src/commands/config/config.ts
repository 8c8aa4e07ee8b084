import type { Command } from 'commander';
import { jsonSchema } from '../../config/json-schema.ts';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';

export function addConfigCommands(parent: Command, perform: Perform): void {
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
  setHandler(show, perform, showConfig);

  const validate = config.command('validate').description('Check resite.yaml and name the place of every problem.');
  addExamples(
    validate,
    ['resite config validate', 'the next resite.yaml from here upwards'],
    ['resite config validate --config ./other.yaml', 'another file'],
  );
  setHandler(validate, perform, validateConfig);

  const schema = config.command('schema').description('Print the JSON Schema of resite.yaml, for editors.');
  addExamples(schema, ['resite config schema > resite.schema.json', 'keep it for an editor']);
  setHandler(schema, perform, printSchema);
}

async function showConfig({ emit, options }: Context): Promise<void> {
  emit({ message_type: 'config', config: await loadConfig(options.config) });
}

async function validateConfig({ emit, options }: Context): Promise<void> {
  const { file, hosts, sites } = await loadConfig(options.config);
  emit({ message_type: 'config_valid', file, hosts: Object.keys(hosts).length, sites: Object.keys(sites).length });
}

async function printSchema({ emit }: Context): Promise<void> {
  emit({ message_type: 'config_schema', json_schema: jsonSchema() });
}
