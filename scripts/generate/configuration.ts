import { type JsonSchema, jsonSchema } from '../../packages/resite/src/config/json-schema.ts';
import { markdownTable } from './markdown.ts';

/** A table of the keys of each mapping in resite.yaml. */
export function configurationTables(): string {
  return mappings('', jsonSchema()).join('\n\n');
}

function mappings(name: string, schema: JsonSchema): string[] {
  const own = schema.properties === undefined ? [] : [section(name, schema)];
  const variants = (schema.oneOf ?? []).flatMap(one => section(variantName(name, one), one));
  const children = Object.entries({
    ...schema.properties,
    ...Object.assign({}, ...(schema.oneOf ?? []).map(one => one.properties)),
  });
  const below = children.flatMap(([key, child]) => mappings(name === '' ? key : `${name}.${key}`, child as JsonSchema));
  const each = schema.additionalProperties ? mappings(`${name}.*`, schema.additionalProperties) : [];
  return [...own, ...variants, ...each, ...below];
}

function section(name: string, { properties = {}, required = [] }: JsonSchema): string {
  const rows = Object.entries(properties).map(([key, schema]) => [
    `\`${key}\``,
    need(required.includes(key), schema),
    meaning(schema),
  ]);
  return `${name === '' ? 'At the top:' : `\`${name}\`:`}\n\n${markdownTable(['key', '', 'meaning'], rows)}`;
}

/** `hosts.*` with the constants that make it this variant. */
function variantName(name: string, { properties = {} }: JsonSchema): string {
  const constants = Object.entries(properties).flatMap(([key, { const: value }]) =>
    value === undefined ? [] : [`${key}: ${value}`],
  );
  return constants.length === 0 ? `${name} with a profile of your own` : `${name} with ${constants.join(', ')}`;
}

function need(isRequired: boolean, schema: JsonSchema): string {
  if (isRequired) return 'needed';
  return schema.default === undefined ? '' : `default \`${schema.default}\``;
}

function meaning({ const: constant, description = '' }: JsonSchema): string {
  return constant === undefined ? description : `\`${constant}\`: ${description}`;
}
