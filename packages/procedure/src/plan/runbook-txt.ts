import { ascii } from '@resite/errors/visible';

/** What Notepad and a printer of Windows NT show, with room for a margin. */
const width = 78;
const margin = '    ';

/**
 * The runbook of `renderMarkdown` for Notepad of Windows NT: plain ASCII in lines of 78 characters at most that end in CRLF. A command
 * stands alone, further in.
 */
export function markdownToTxt(markdown: string): string {
  const lines = [...legend];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const mark = /^`{3,}$/.exec(line)?.[0];
    if (mark !== undefined && (fence === undefined || fence === mark)) {
      fence = fence === undefined ? mark : undefined;
      lines.push('');
    } else if (fence === undefined) lines.push(...formatLine(line));
    else lines.push(...wrap([plain(line)], margin));
  }
  const page = lines.join('\n').replaceAll(/\n{3,}/g, '\n\n');
  return page.trim().replaceAll('\n', '\r\n').concat('\r\n');
}

const legend = [
  'How to read this page: a line that stands further in is typed, or chosen, as',
  'it is. When it goes on in a line that stands still further in, type both as',
  'one line. \\u00e4 and the like is a character that this page cannot show;',
  'RUNBOOK.md, beside it, has it.',
  '',
];

function formatLine(line: string): string[] {
  const heading = /^(#+) (.*)$/.exec(line);
  if (heading !== null) {
    const text = wrap(
      pieces(heading[2]!).map(({ text }) => text),
      '',
    );
    return ['', ...text, (heading[1] === '#' ? '=' : '-').repeat(Math.max(...text.map(({ length }) => length)))];
  }
  const item = /^- (.*)$/.exec(line);
  return item === null ? paragraph(line, '') : paragraph(item[1]!, '- ');
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
  for (const piece of pieces(line)) {
    if (piece.isCode && / /.test(piece.text) && piece.text.length > 24) {
      flush();
      lines.push(...wrap([piece.text], `${indent}${margin}`));
      isAfterCommand = true;
    } else {
      // A full stop or comma that belonged to the command's sentence would look like a part of what is typed.
      text.push(isAfterCommand && text.length === 0 ? piece.text.replace(/^[.,;:]+/, '') : piece.text);
    }
  }
  flush();
  return lines.length === 0 ? [''] : lines;
}

/** Text and code spans of a line, without the marks of Markdown. */
function pieces(line: string): { text: string; isCode: boolean }[] {
  const found: { text: string; isCode: boolean }[] = [];
  for (const [part, mark, code] of line.matchAll(/(?<![`\\])(`+)(?!`)(.*?[^`])\1(?!`)|(?:\\.|[^`\\])+|[\s\S]/g)) {
    const isCode = mark !== undefined;
    const text = isCode
      ? code!.replace(/^ (`.*|.*`) $/, '$1')
      : part.replaceAll('**', '').replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
    found.push({ text: plain(text), isCode });
  }
  return found;
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
  return [...lines, line.trimEnd()];
}

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
