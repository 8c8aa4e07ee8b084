/** Text as `man` shows it letter by letter: nothing in it is a request or an escape, nor a sign that fonts change. */
export function roff(text: string): string {
  return text
    .replace(/[\\\-'`^~]/g, sign => signs[sign]!)
    .replace(/[^\x20-\x7e]/gu, escapeLetter)
    .replace(/(^| )\./g, '$1\\&.');
}

const signs: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
};

function escapeLetter(letter: string): string {
  // biome-ignore lint/plugin: a number
  const number = letter.codePointAt(0)!.toString(16).toUpperCase();
  return `\\[u${number.padStart(4, '0')}]`;
}

export const bold = (text: string) => `\\fB${roff(text)}\\fP`;

export const italic = (text: string) => `\\fI${roff(text)}\\fP`;

/** A section; nothing when it is empty. */
export function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`.SH ${title}`, ...lines];
}

/** A list of things, each with its meaning indented below. */
export function definitions(rows: readonly (readonly [term: string, meaning: string])[]): string[] {
  return rows.flatMap(([term, meaning]) => ['.TP', term, ...paragraph(meaning)]);
}

/** Lines of the source are short, as its checkers want it; how they are shown is for the width of the screen. */
export function paragraph(text: string): string[] {
  return roff(text).match(/\S.{0,77}(?!\S)|\S+/g) ?? [];
}
