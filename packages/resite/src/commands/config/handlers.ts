import { jsonSchema } from '../../config/json-schema.ts';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';

export async function showConfig({ emit, options }: Context): Promise<void> {
  emit({ message_type: 'config', config: await loadConfig(options.config) });
}

export async function validateConfig({ emit, options }: Context): Promise<void> {
  const { file, hosts, sites } = await loadConfig(options.config);
  emit({ message_type: 'config_valid', file, hosts: Object.keys(hosts).length, sites: Object.keys(sites).length });
}

export async function printSchema({ emit }: Context): Promise<void> {
  emit({ message_type: 'config_schema', json_schema: jsonSchema() });
}
