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
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) put(copy, name, toWire(value[name]));
  return copy;
}

/** Changes the parsed value in place: the listing of a large folder would be made twice otherwise. */
function fromWire(value: unknown): unknown {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = fromWire(value[index]);
    return value;
  }
  if (!isObject(value)) return value;
  const names = Object.keys(value);
  if (names.length === 1) {
    if (typeof value.$int === 'string') return BigInt(value.$int);
    if (typeof value.$bytes === 'string') return Uint8Array.from(Buffer.from(value.$bytes, 'base64'));
  }
  for (const name of names) {
    const part = value[name];
    if (typeof part === 'object' && part !== null) put(value, name, fromWire(part));
  }
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Also when the name is `__proto__`. */
function put(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
