import { profiles } from '@resite/site/profiles/table';
import { z } from 'zod';
import { configSchema, type KindOfSite } from './schema.ts';

/** The part of JSON Schema that the schema of resite.yaml uses. */
export interface JsonSchema {
  type?: string;
  description?: string;
  default?: unknown;
  const?: string;
  not?: { enum: string[] };
  items?: JsonSchema;
  pattern?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | false;
  oneOf?: JsonSchema[];
}

/** JSON Schema (draft 2020-12) of resite.yaml, for editors. */
export function jsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(configSchema([ofOwnProfile]), { io: 'input' }) as JsonSchema;
  const { oneOf: kinds = [] } = schema.properties?.sites?.additionalProperties || {};
  const own = kinds.at(-1)!;
  const profile = {
    type: 'string',
    description: ofOwnProfile.description,
    not: { enum: profiles.map(({ name }) => name) },
  };
  const anyOwn = { ...own, properties: { ...own.properties, profile }, required: ['profile', 'host'] };
  kinds.splice(-1, 1, anyOwn);
  return schema;
}

/** JSON Schema cannot say which names stand under `profiles`. */
const ofOwnProfile: KindOfSite = {
  name: 'own',
  description: 'A name under `profiles`. If that profile names a parent, `parent` is needed.',
  siteType: 'secondary',
};

/** The keys that a mapping at `path` of `value` may have. */
export function knownKeys(path: readonly PropertyKey[], value: unknown): string[] {
  let schema: JsonSchema | undefined = branch(jsonSchema(), value);
  let current = value;
  for (const part of path) {
    current = (current as Record<PropertyKey, unknown> | undefined)?.[part];
    schema = branch(schema?.properties?.[String(part)] ?? (schema?.additionalProperties || undefined), current);
  }
  return Object.keys(schema?.properties ?? {});
}

/** Of several shapes, the one whose constants `value` has. */
function branch(schema: JsonSchema | undefined, value: unknown): JsonSchema | undefined {
  return (
    schema?.oneOf?.find(one =>
      Object.entries(one.properties ?? {}).every(
        ([key, { const: constant }]) => constant === undefined || (value as Record<string, unknown>)[key] === constant,
      ),
    ) ?? schema
  );
}
