const marks = { utf8: '\xef\xbb\xbf', utf16le: '\xff\xfe', utf16be: '\xfe\xff' };

/**
 * The bytes of a text without its byte order mark; UTF-16 becomes UTF-8, with U+FFFD for what is none. Bytes without a mark
 * stay as they are (restic: internal/textfile).
 */
export function toUtf8(bytes: Buffer): Buffer {
  const begin = bytes.toString('latin1', 0, 3);
  if (begin === marks.utf8) return bytes.subarray(3);
  const encoding = begin.startsWith(marks.utf16le) ? 'utf-16le' : begin.startsWith(marks.utf16be) ? 'utf-16be' : '';
  return encoding === '' ? bytes : Buffer.from(new TextDecoder(encoding).decode(bytes));
}
