/**
 * A message as one line of JSON, without its line feed. `Uint8Array` becomes `{"$bytes": base64}`, `bigint` `{"$int": decimal}`;
 * properties that are undefined are left out.
 */
export function encodeWire(message: unknown): string {
  return JSON.stringify(toWire(message));
}

/** The reverse of {@link encodeWire}; throws `SyntaxError` for what is no such line. */
export function decodeWire(line: string): unknown {
  return fromWire(JSON.parse(line));
}

function toWire(value: unknown): unknown {
  if (typeof value === 'bigint') return { $int: String(value) };
  if (value instanceof Uint8Array) {
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (Array.isArray(value)) return value.map(toWire);
  return isObject(value) ? mapValues(value, toWire) : value;
}

function fromWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromWire);
  if (!isObject(value)) return value;
  if (Object.keys(value).length === 1) {
    if (typeof value.$int === 'string') return BigInt(value.$int);
    if (typeof value.$bytes === 'string') return Uint8Array.from(Buffer.from(value.$bytes, 'base64'));
  }
  return mapValues(value, fromWire);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function mapValues(object: Record<string, unknown>, map: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}
