/** From this many columns on, lines are as they are: tables are made for such a terminal. */
const usual = 80;

const indent = '    ';
const codes = /(\x1b\[[\d;]*m)/;

/** Lines that fit a terminal of so many columns: what is too long goes on below, further right; a word that is too long is cut. */
export function fitting(line: string, columns: number | undefined): string[] {
  if (columns === undefined || columns >= usual || columns < 2 * indent.length || widthOf(line) <= columns)
    return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/( +)/)) {
    for (const part of partsOf(word, columns - indent.length)) {
      const isSpace = part !== '' && isBlank(part);
      const text = isSpace && !isBlank(current) ? part.slice(0, 2) : part;
      if (widthOf(current) + widthOf(text) <= columns) current += text;
      else if (isSpace) continue;
      else {
        lines.push(withoutEnd(current));
        current = indent + text;
      }
    }
  }
  return [...lines, withoutEnd(current)];
}

/** Any other space than this one belongs to a word. */
const isBlank = (text: string): boolean => /^ *$/.test(text);
const withoutEnd = (text: string): string => text.replace(/ +$/, '');

/** Columns that it takes on a terminal. */
export function widthOf(line: string): number {
  let width = 0;
  for (const text of line.split(codes))
    if (!codes.test(text)) for (const character of text) width += columnsOf(character);
  return width;
}

function columnsOf(character: string): number {
  if (/\p{Mn}|\p{Me}/u.test(character)) return 0;
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
    character,
  )
    ? 2
    : 1;
}

/** The word in pieces that fit; codes of colours take no room. */
function partsOf(word: string, room: number): string[] {
  if (widthOf(word) <= room) return [word];
  const parts = [''];
  let width = 0;
  for (const text of word.split(codes)) {
    for (const character of codes.test(text) ? [text] : text) {
      const takes = codes.test(text) ? 0 : columnsOf(character);
      if (width + takes > room) {
        parts.push('');
        width = 0;
      }
      parts[parts.length - 1] += character;
      width += takes;
    }
  }
  return parts;
}
