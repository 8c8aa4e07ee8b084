import { ascii } from '@resite/errors/visible';
import { linesOf, piecesOf } from './runbook-lines.ts';

/** What Notepad and a printer of Windows NT show, with room for a margin. */
const width = 78;
const margin = '    ';

/**
 * The runbook of `renderMarkdown` for Notepad of Windows NT: plain ASCII in lines of 78 characters at most that end in CRLF. A command
 * stands alone, further in.
 */
export function markdownToTxt(markdown: string): string {
  const lines = [...legend];
  for (const line of linesOf(markdown)) {
    if (line.kind === 'fence') lines.push('');
    else if (line.kind === 'code') lines.push(...wrap([plain(line.text)], margin));
    else if (line.kind === 'heading') lines.push(...heading(line));
    else lines.push(...paragraph(line.text, line.kind === 'item' ? '- ' : ''));
  }
  const page = lines.join('\n').replaceAll(/\n{3,}/g, '\n\n');
  return page.trim().replaceAll('\n', '\r\n').concat('\r\n');
}

const legend = [
  'How to read this page: a line that stands further in is typed, or chosen, as',
  'it is. When it goes on in a line that stands still further in, type both as',
  'one line. \\u00e4 and the like is a character that this page cannot show; the',
  'same page in Markdown, RUNBOOK.md, has it.',
  '',
];

function heading({ text, level }: { readonly text: string; readonly level: number }): string[] {
  const lines = wrap(
    piecesOf(text).map(piece => plain(piece.text)),
    '',
  );
  return ['', ...lines, (level === 1 ? '=' : '-').repeat(Math.max(...lines.map(({ length }) => length)))];
}

/** Commands on lines of their own: what is split at a space could not be told from what has none there. */
function paragraph(line: string, bullet: string): string[] {
  const lines: string[] = [];
  let text: string[] = [];
  let isAfterCommand = false;
  const indent = ' '.repeat(bullet.length);
  const flush = () => {
    if (text.join('').trim() !== '') lines.push(...wrap(text, lines.length === 0 ? bullet : indent));
    text = [];
  };
  for (const { kind, text: shown } of piecesOf(line)) {
    const piece = plain(shown);
    if (kind === 'code' && / /.test(piece) && piece.length > 24) {
      flush();
      lines.push(...wrap([piece], `${indent}${margin}`));
      isAfterCommand = true;
    } else {
      // A full stop or comma that belonged to the command's sentence would look like a part of what is typed.
      const inOneLine = kind === 'code' ? piece.replaceAll(' ', fixedSpace) : piece;
      text.push(isAfterCommand && text.length === 0 ? inOneLine.replace(/^[.,;:]+/, '') : inOneLine);
    }
  }
  flush();
  return lines.length === 0 ? [''] : lines;
}

/** Lines of at most the width; what follows the first stands as far in as its text, and of a command further. */
function wrap(parts: readonly string[], first: string): string[] {
  const next = first.endsWith(margin) ? first + margin : ' '.repeat(first.length);
  const lines: string[] = [];
  let line = first;
  for (const word of parts
    .join('')
    .trim()
    .split(/ (?=\S)/)) {
    let rest = word;
    const isFirst = line.trim() === '' || line === first;
    if (line.length + (isFirst ? 0 : 1) + rest.length > width && !isFirst) {
      lines.push(line);
      line = next;
    }
    const glue = line === first || line === next ? '' : ' ';
    line += glue;
    while (line.length + rest.length > width) {
      const room = width - line.length;
      lines.push(line + rest.slice(0, room));
      rest = rest.slice(room);
      line = next;
    }
    line += rest;
  }
  return [...lines, line.trimEnd()].map(one => one.replaceAll(fixedSpace, ' '));
}

/** A space within what is typed: never the end of a line. All else is ASCII by then, and printable. */
const fixedSpace = '\0';

const signs: Readonly<Record<string, string>> = {
  '\u00b7': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2026': '...',
};

const plain = (text: string) => ascii(text.replace(/[\u00b7\u2013-\u2026]/g, sign => signs[sign] ?? sign));
