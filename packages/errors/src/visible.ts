/**
 * What steers a terminal or misleads the eye instead of being a sign: control characters (C0, DEL, C1), what changes the
 * direction of text, what has no width, line ends of Unicode, tags, and halves of surrogate pairs.
 */
const invisible =
  /[\p{Cc}\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** Text from outside, such as the name of a file, on one line and with every character to be seen: `\n`, `\x1b`, `\u202e`. */
export function visible(text: string): string {
  return text.replace(invisible, escapeOne);
}

/** The same, with line feeds as they are. */
export function visibleLines(text: string): string {
  return text.replace(invisible, character => (character === '\n' ? character : escapeOne(character)));
}

/** On one line of printable ASCII: every other UTF-16 unit as `\u00e4`. */
export function ascii(text: string): string {
  return text.replace(/[^ -~]/g, unit => `\\u${hex(unit.charCodeAt(0), 4)}`);
}

/** Whether it can be typed and seen as it is. */
export function isVisible(text: string): boolean {
  return text.search(invisible) === -1;
}

/** JSON means the same afterwards, and does nothing to a terminal. `JSON.stringify` leaves DEL, C1 and marks of direction. */
export function visibleJson(json: string): string {
  return json.replace(invisible, character =>
    character === '\n'
      ? character
      : [...Array(character.length).keys()].map(index => `\\u${hex(character.charCodeAt(index), 4)}`).join(''),
  );
}

function escapeOne(character: string): string {
  if (character === '\n') return '\\n';
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 1)}}`;
}

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
