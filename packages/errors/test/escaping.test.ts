import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyText } from '../../../scripts/any-text.ts';
import { sampled } from '../../../scripts/sample.ts';
import { cmdQuoted, cmdWord, shellWord } from '../src/command-words.ts';
import { escapeHtml } from '../src/html.ts';
import { code, codeBlock, escapeMarkdown, markdown } from '../src/markdown.ts';
import { isVisible, visible, visibleJson, visibleLines } from '../src/visible.ts';

/** Text made of what means something to a terminal, a shell or markup, and of anything else. */
const evil = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\x1b[2J',
        '\x1b]0;t\x07',
        '\x9b31m',
        '\r',
        '\n',
        '\t',
        '\x7f',
        '\u202e',
        '\u2066',
        '\u200b',
        '\ufeff',
        '\u2028',
        '`',
        '``',
        '```',
        '|',
        '<',
        '>',
        '&',
        '"',
        "'",
        '$',
        '`id`',
        '$(id)',
        '%PATH%',
        '^',
        ';',
        '\\',
        '!',
        '*',
        '_',
        '[a](b)',
        '![a](b)',
        '<script>',
        ' onload=x ',
        '&lt;',
        '/',
        '-',
        '#',
        ' ',
        '=',
        '(',
        ')',
        '~',
        '\ud800',
        '\u{e0041}',
      ),
      anyText({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map(parts => parts.join(''));

const property = (check: (text: string) => void) =>
  fc.assert(fc.property(evil, check), { numRuns: sampled(600, 20_000) });

test('visible text is one line and steers no terminal', () => {
  property(text => {
    assert.doesNotMatch(visible(text), /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029\ufeff]/);
    assert.ok(isVisible(visible(text)) && visible(text).isWellFormed());
    assert.equal(visibleLines(text).split('\n').map(visible).join('\n'), visibleLines(text));
  });
  assert.equal(visible('a\x1b[2J\r\n\u009b\u202eé𝒳\ud800'), 'a\\x1b[2J\\x0d\\n\\x9b\\u202eé𝒳\\ud800');
});

test('JSON means the same and steers no terminal', () => {
  property(text => {
    const json = visibleJson(JSON.stringify({ text }));
    assert.ok(isVisible(json));
    assert.deepEqual(JSON.parse(json), { text });
  });
});

test('HTML has the text as text, in an element and in an attribute', () => {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" };
  property(text => {
    const html = escapeHtml(text);
    assert.doesNotMatch(html, /[<>"']/);
    assert.equal(
      html.replace(/&([^;]*);/g, (_all, name: string) => entities[name] ?? assert.fail(name)),
      visible(text),
    );
  });
});

/** What CommonMark takes for the content of a code span that begins the text, and what comes after it. */
function readCodeSpan(text: string): { content: string; rest: string } {
  const [marks = ''] = text.match(/^`+/) ?? [];
  const end = new RegExp(`(?<!\`)${marks}(?!\`)`, 'g');
  end.lastIndex = marks.length;
  const found = end.exec(text);
  assert.ok(found, text);
  const inner = text.slice(marks.length, found.index);
  const content = /^ .*[^ ].* $|^ [^ ] $/.test(inner) ? inner.slice(1, -1) : inner;
  return { content, rest: text.slice(found.index + marks.length) };
}

test('nothing breaks out of a code span or a fenced block', () => {
  property(text => {
    const { content, rest } = readCodeSpan(`${code(text).markdown} after`);
    assert.equal(rest, ' after');
    assert.equal(content.trim(), visible(text).trim());
    const [fence = '', ...lines] = codeBlock([text, 'x']).markdown.split('\n');
    assert.deepEqual(lines, [visible(text), 'x', fence]);
    assert.ok(!visible(text).includes(fence));
  });
});

test('text in Markdown is no markup', () => {
  property(text => {
    const page = escapeMarkdown(text);
    const bare = page.replace(/\\[^A-Za-z0-9 ]/g, '§');
    assert.doesNotMatch(bare, /[`*<>[\]|#~@]|&#|&\w|:\/\/|^\s*([-+=](\s|[-+=]|$)|\d+[.)](\s|$))/, page);
    assert.doesNotMatch(bare, /(?<![A-Za-z0-9])_(?![A-Za-z0-9])/, page);
    // Each backslash that escapes is one that was put there.
    assert.equal(page.replace(/\\([^A-Za-z0-9 ])/g, '$1'), visible(text));
  });
  assert.equal(markdown`On ${'a|b\n# c'}: ${code('x`y')}`, 'On a\\|b\\n\\# c: ``x`y``');
  assert.equal(escapeMarkdown('0.1 s'), '0.1 s');
  assert.equal(escapeMarkdown('1. one'), '1\\. one');
  assert.equal(escapeMarkdown('SMS_SHR in C:\\SMS'), 'SMS_SHR in C:\\SMS');
});

test('a shell takes each word for what it is', () => {
  const texts = fc.sample(evil, 1000).filter(isVisible);
  const words = texts.map(text => shellWord(text) ?? assert.fail(text));
  const said = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${words.join(' ')}`], {
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  assert.deepEqual(said.split('\0').slice(0, -1), texts);
  for (const text of ['a\nb', '\x1b', '\u202e']) assert.equal(shellWord(text), undefined);
});

/** What CMD.EXE of Windows NT does with a line: undefined when anything in it means more than itself. */
function wordsOfCmd(line: string): string[] | undefined {
  const words: string[] = [];
  let [word, quoted, open] = ['', false, false];
  for (const character of line) {
    if (character === '%' || /\p{Cc}/u.test(character)) return undefined;
    if (character === '"') [quoted, open] = [!quoted, true];
    else if (quoted) word += character;
    else if (/[&|<>^()!]/.test(character)) return undefined;
    else if (/[\s,;=]/.test(character)) {
      if (open) words.push(word);
      [word, open] = ['', false];
    } else [word, open] = [word + character, true];
  }
  if (quoted) return undefined;
  return open ? [...words, word] : words;
}

test('CMD.EXE takes each word for what it is, or there is none', () => {
  property(text => {
    for (const word of [cmdWord(text), cmdQuoted(text)]) {
      if (word === undefined) continue;
      assert.deepEqual(wordsOfCmd(`copy ${word} end`), ['copy', text, 'end']);
      assert.doesNotMatch(word, /\\"$/);
    }
  });
  assert.equal(cmdWord('C:\\SMS\\SITE.SRV'), 'C:\\SMS\\SITE.SRV');
  assert.equal(cmdWord('C:\\A & B'), '"C:\\A & B"');
  for (const text of ['a" & del *', '%PATH%', 'a\nb', '/delete', 'C:\\My Files\\'])
    assert.equal(cmdWord(text), undefined);
});
