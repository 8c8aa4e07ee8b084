/**
 * The words of a command line of bash, as far as it is typed; the last one may be unfinished or empty. Quotes and
 * backslashes are taken away, and nothing is expanded.
 */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  // A word is made of '…', of "…" (either to the end of the line while it is open), of escaped characters, and of others.
  for (const [part] of line.matchAll(/\s+|'[^']*'?|"(?:\\.|[^"\\])*"?|\\.?|[^\s'"\\]+/gs)) {
    if (/^\s/.test(part)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + unquoted(part);
  }
  return [...words, word ?? ''];
}

function unquoted(part: string): string {
  if (part.startsWith("'")) return part.slice(1).replace(/'$/, '');
  if (part.startsWith('"')) return part.replace(/^"((?:\\.|[^"\\])*)"?$/s, '$1').replace(/\\(["\\$`])/g, '$1');
  return part.startsWith('\\') ? part.slice(1) : part;
}
