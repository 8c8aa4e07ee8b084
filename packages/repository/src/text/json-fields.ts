import { parseJson } from './big-json.ts';

/** JSON from outside, before anything of it is believed. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface ParseOptions {
  /** False where integers beyond 2^53 are refused anyway: then they need not be found. */
  longNumbers?: boolean;
}

/** The object that a text holds; integers beyond 2^53 are bigint. `SyntaxError` for anything else. */
export function parseObject(plaintext: Buffer, { longNumbers = true }: ParseOptions = {}): JsonObject {
  let value: unknown;
  try {
    value = longNumbers ? parseJson(plaintext.toString()) : JSON.parse(plaintext.toString());
  } catch (cause) {
    throw new SyntaxError('it is not JSON', { cause }); // also what is too long or too deep for it
  }
  return object(value, 'the whole');
}

export function object(value: unknown, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new SyntaxError(`${what} is no object`);
}

export function list(value: unknown, what: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new SyntaxError(`${what} is no list`);
}

/** As Go reads it: what is missing or null is empty. */
export function optionalText(value: unknown, what: string): string {
  if (value === undefined || value === null) return '';
  return text(value, what);
}

/** As Go reads it: half a surrogate pair is U+FFFD. */
export function text(value: unknown, what: string): string {
  if (typeof value === 'string') return value.toWellFormed();
  throw new SyntaxError(`${what} is no text`);
}

export function texts(value: unknown, what: string): string[] {
  return value === undefined || value === null ? [] : list(value, what).map(part => text(part, what));
}

/** SHA-256 in lower-case hex: the only form that IDs have. */
export function hexId(value: unknown, what: string): string {
  if (typeof value === 'string' && value.length === 64 && isLowerHex(value)) return value;
  throw new SyntaxError(`${what} is not an ID`);
}

/** A third of the time of a regular expression, for IDs by the hundred thousand. */
function isLowerHex(text: string): boolean {
  for (let position = 0; position < text.length; position += 1) {
    const code = text.charCodeAt(position);
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isDigit && !(code >= 0x61 && code <= 0x66)) return false;
  }
  return true;
}

/** An integer from 0 to 2^32 - 1; what is missing or null is 0. */
export function uint32(value: unknown, what: string): number {
  if (value === undefined || value === null) return 0;
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff) return value as number;
  throw new SyntaxError(`${what} is not a number from 0 to 2^32 - 1`);
}

const largest = 2n ** 64n - 1n;

/** An integer from 0 to 2^64 - 1; what is missing or null is undefined. */
export function uint64(value: unknown, what: string): bigint | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === 'bigint' && value >= 0n && value <= largest) return value;
  throw new SyntaxError(`${what} is not a number from 0 to 2^64 - 1`);
}
