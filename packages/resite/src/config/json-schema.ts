import { z } from 'zod';
import { configSchema } from './schema.ts';

/** The part of JSON Schema that the schema of resite.yaml uses. */
export interface JsonSchema {
  type?: string;
  description?: string;
  default?: unknown;
  const?: string;
  pattern?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | false;
  oneOf?: JsonSchema[];
}

/** JSON Schema (draft 2020-12) of resite.yaml, for editors. */
export function jsonSchema(): JsonSchema {
  return z.toJSONSchema(configSchema, { io: 'input' }) as JsonSchema;
}

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
