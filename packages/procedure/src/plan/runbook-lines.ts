/** A line of the Markdown that `renderMarkdown` writes, which is all that is read here. A fence is where lines of code begin or end. */
export type MarkdownLine =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'item' | 'text' | 'code'; readonly text: string }
  | { readonly kind: 'fence' };

export function linesOf(markdown: string): MarkdownLine[] {
  let fence: string | undefined;
  return markdown.split('\n').map((text): MarkdownLine => {
    const mark = /^`{3,}$/.exec(text)?.[0];
    if (mark !== undefined && (fence === undefined || fence === mark)) {
      fence = fence === undefined ? mark : undefined;
      return { kind: 'fence' };
    }
    if (fence !== undefined) return { kind: 'code', text };
    const heading = /^(#+) (.*)$/.exec(text);
    if (heading !== null) return { kind: 'heading', level: heading[1]!.length, text: heading[2]! };
    return text.startsWith('- ') ? { kind: 'item', text: text.slice(2) } : { kind: 'text', text };
  });
}

/** What is within a line, without the marks of Markdown. */
export interface Piece {
  readonly kind: 'text' | 'strong' | 'code';
  readonly text: string;
}

export function piecesOf(line: string): Piece[] {
  const found: Piece[] = [];
  let isStrong = false;
  for (const [part, mark, code, stars] of line.matchAll(
    /(?<![`\\])(`+)(?!`)(.*?[^`])\1(?!`)|(\*\*)|(?:\\.|[^`\\*])+|[\s\S]/g,
  )) {
    if (stars !== undefined) isStrong = !isStrong;
    else if (mark !== undefined) found.push({ kind: 'code', text: code!.replace(/^ (`.*|.*`) $/, '$1') });
    else found.push({ kind: isStrong ? 'strong' : 'text', text: part.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1') });
  }
  return found;
}
