import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { visible } from '@resite/errors/visible';
import type { LedgerEntry } from '@resite/procedure';
import type { Check } from '@resite/site';
import fc from 'fast-check';
import { anyText } from '../../../scripts/any-text.ts';
import { fitting, widthOf } from '../src/narrow.ts';
import type { CommandEvent } from '../src/reporters/events.ts';
import { describeHistory } from '../src/reporters/text-history.ts';
import { createTextReporter } from '../src/reporters/text-reporter.ts';
import { createStyle, forTerminal, withoutStyle } from '../src/styled.ts';
import { resite, temporaryFolder } from './support/cli.ts';

const terminal = Object.assign(Object.create(process.stderr), {
  isTTY: true,
  getColorDepth: () => 8,
  hasColors: () => true,
});
const style = (format: Parameters<ReturnType<typeof createStyle>>[0], text: string) => {
  const { FORCE_COLOR, NO_COLOR } = process.env;
  process.env.FORCE_COLOR = '1';
  delete process.env.NO_COLOR;
  try {
    return createStyle(terminal, true)(format, text);
  } finally {
    if (FORCE_COLOR === undefined) delete process.env.FORCE_COLOR;
    else process.env.FORCE_COLOR = FORCE_COLOR;
    if (NO_COLOR !== undefined) process.env.NO_COLOR = NO_COLOR;
  }
};

const evil = '\x1b[2J\x1b]52;c;ZWNobw==\x07\x9b31m\r\nresite: all is well\u202e\u2066\u200b';

test('a line has our colours and no other control character', () => {
  const text = anyText({ maxLength: 12 });
  fc.assert(
    fc.property(text, text, text, (before, inside, after) => {
      const line = `${before}${style('red', `${inside}${style('bold', evil)}`)}${after}`;
      const printed = forTerminal(line);
      const ours = /\x1b\[(31|39|1|22)m/g;
      assert.equal(printed.match(ours)?.length, 4);
      assert.doesNotMatch(printed.replace(ours, ''), /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b]/u);
      assert.equal(stripVTControlCharacters(printed), visible(`${before}${inside}${evil}${after}`));
      assert.equal(withoutStyle(style('red', inside)), inside);
    }),
  );
  assert.equal(forTerminal('\x1b[31mred\x1b[39m'), '\\x1b[31mred\\x1b[39m');
});

test('what comes from outside steers no terminal, whatever event brings it', async () => {
  const check = {
    id: 'site-found',
    title: `t${evil}`,
    severity: 'warning',
    ok: false,
    state: 'failed',
    found: evil,
    wanted: evil,
    remedy: evil,
    source: evil,
  } as const satisfies Check;
  const events: CommandEvent[] = [
    { message_type: 'note', text: evil },
    { message_type: 'warning', text: evil },
    { message_type: 'precheck', check },
    { message_type: 'checks', site: evil, purpose: 'backup', checks: [check] },
    { message_type: 'written', file: evil },
    { message_type: 'service_state', host: evil, service: evil, was: evil, is: evil, wanted: evil },
    {
      message_type: 'step_started',
      run_id: 'r',
      step_id: 's',
      number: 1,
      of: 1,
      title: evil,
      host: evil,
      source: evil,
    },
    { message_type: 'step_finished', run_id: 'r', step_id: 's', state: 'failed', elapsed: 1, detail: evil },
    { message_type: 'typed', command: evil },
    { message_type: 'demo_kept', folder: evil },
  ];
  const lines: string[] = [];
  const stream = {
    isTerminal: false,
    stream: process.stdout,
    line: (text: string) => lines.push(forTerminal(text)),
    style,
  };
  const reporter = await createTextReporter({ out: stream, err: stream }, { quiet: false });
  for (const event of events) reporter.report(event);
  assert.ok(lines.length >= events.length);
  for (const line of lines) {
    assert.doesNotMatch(line.replace(/\x1b\[\d+m/g, ''), /[\p{Cc}\u202a-\u202e]/u);
    assert.doesNotMatch(line, /^resite: all is well/);
  }
});

test('a hostile word on the command line is printed with every character to be seen, as text and as JSON', async t => {
  const cwd = await temporaryFolder(t);
  const text = await resite(['repo', `x${evil}`], { cwd });
  assert.equal(text.code, 2);
  assert.doesNotMatch(text.stderr, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066]|^resite: all is well/m);
  const json = await resite(['repo', `x${evil}`, '--json'], { cwd });
  assert.doesNotMatch(json.stderr, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066]/);
  assert.ok(JSON.parse(json.stderr).message.includes(evil));
});

test('-q prints warnings, and of checks only those that are not good', async () => {
  const good = { id: 'site-found', title: 'X is there', severity: 'error', ok: true, state: 'ok', found: 'X' } as const;
  const rest = { wanted: 'X', remedy: 'Put it there.', source: 'Q1' };
  const bad = { ...good, ...rest, severity: 'warning', ok: false, state: 'failed', found: 'no X' } as const;
  const checks = [{ ...good, ...rest }, bad] as unknown as Check[];
  const lines: string[] = [];
  const plain = (_format: unknown, text: string) => text;
  const stream = { isTerminal: false, stream: process.stdout, line: (text: string) => lines.push(text), style: plain };
  const reporter = await createTextReporter({ out: stream, err: stream }, { quiet: true });
  reporter.report({ message_type: 'note', text: 'a note' });
  reporter.report({ message_type: 'warning', text: 'the guardian has died' });
  for (const check of checks) reporter.report({ message_type: 'precheck', check });
  reporter.report({ message_type: 'checks', site: 'S01', purpose: 'backup', checks });
  const told = '! X is there: found no X, wanted X. Put it there. Q1';
  assert.deepEqual(lines, ['warning: the guardian has died', `         ${told}`, told]);
});

test('bars of runs within one minute show the seconds', async () => {
  const run = (started: string) => ({
    run: started,
    kind: 'backup',
    sites: ['S01'],
    status: 'done',
    started,
    downtime: [{ host: 'HQ1', seconds: 3 }],
  });
  const runs = ['2026-11-22T02:00:01.000Z', '2026-11-22T02:00:41.000Z'].map(run) as unknown as LedgerEntry[];
  const plain = (_format: unknown, text: string) => text;
  const bars = describeHistory({ site: 'S01', runs, expected: [] }, plain).filter(line => line.includes('█'));
  assert.deepEqual(
    bars.map(line => line.slice(2, 21)),
    ['2026-11-22 02:00:01', '2026-11-22 02:00:41'],
  );
});

test('--json --version is JSON', async () => {
  const { stdout } = await resite(['--json', '--version']);
  assert.equal(JSON.parse(stdout).message_type, 'version');
  assert.match(JSON.parse(stdout).version, /^\d+\.\d+\.\d+/);
});

test('every line fits a terminal of 40 columns, loses no word, and is as it is at 80', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom('2026-11-22', 'done', '─', '漢字', '  '),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), words => {
      const line = forTerminal(words.map((text, index) => (index % 3 ? text : style('red', text))).join('  '));
      assert.deepEqual(fitting(line, 80), [line]);
      assert.deepEqual(fitting(line, undefined), [line]);
      const lines = fitting(line, 40);
      for (const one of lines) assert.ok(widthOf(one) <= 40, one);
      const dense = (text: string) => text.replaceAll(' ', '');
      assert.equal(dense(lines.join('')), dense(line));
    }),
  );
  assert.deepEqual(
    fitting(`2026-11-22  2026-11-22  !  !\u2000  2026-11-22`, 40).join(''),
    '2026-11-22  2026-11-22  !  !\u2000    2026-11-22',
  );
  assert.deepEqual(fitting('20261122-020000-S01-restore  2026-11-22 02:00:00  failed  1a2b3c4d', 40), [
    '20261122-020000-S01-restore  2026-11-22',
    '    02:00:00  failed  1a2b3c4d',
  ]);
});
