import { isUtf8 } from 'node:buffer';
import { characterLength } from '@resite/filesystem/path-text';

const plain = /^[ !#-%'-;=?-[\]-~]*$/;
const special =
  /["\\<>&\u0000-\u001f\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const short: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A JSON string exactly as Go's encoding/json writes it: `<`, `>`, `&` and U+2028/9 are escaped. */
export function goString(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  return `"${text.replace(special, character => short[character] ?? hexEscape(character))}"`;
}

/** As {@link goString}, from bytes: each byte that is not UTF-8 becomes `\ufffd`. */
export function goBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return goString(bytes.toString());
  return [...runes(bytes)]
    .map(rune => (rune.valid ? goString(rune.text).slice(1, -1) : '\\ufffd'))
    .join('')
    .replace(/^|$/g, '"');
}

const hexEscape = (character: string) =>
  /[\ud800-\udfff]/.test(character) ? '\\ufffd' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Go's view of bytes as text: a character, or a single byte that belongs to none. */
export type Rune = { valid: true; text: string } | { valid: false; byte: number };

export function* runes(bytes: Buffer): Generator<Rune> {
  for (let position = 0; position < bytes.length; ) {
    const length = characterLength(bytes, position);
    if (length === 0) yield { valid: false, byte: bytes[position]! };
    else yield { valid: true, text: bytes.toString('utf8', position, position + length) };
    position += length || 1;
  }
}
