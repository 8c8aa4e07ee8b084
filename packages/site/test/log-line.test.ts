import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatLogLine, formatLogTime, parseLogLine } from '../src/index.ts';

const angle = '~Starting up  $$<SMS_LAN_SENDER><Wed Jun 18 15:49:57 1997~><thread=12E>';

for (const [brackets, line] of [
  ['<>', angle],
  ['()', '~Starting up  $$(SMS_LAN_SENDER)(Wed Jun 18 15:49:57 1997~)(thread=12E)'],
] as const) {
  test(`a line in ${brackets} is understood and written alike`, () => {
    const parsed = parseLogLine(line);
    assert.deepEqual(parsed, {
      text: '~Starting up',
      component: 'SMS_LAN_SENDER',
      time: 'Wed Jun 18 15:49:57 1997~',
      thread: '12E',
      brackets,
    });
    assert.equal(formatLogLine(parsed!), line);
  });
}

for (const line of ['', 'Starting up', '$$<SMS_X><now>', 'text $$<SMS_X><now><thread=XYZ>']) {
  test(`${JSON.stringify(line)} is no log line`, () => assert.equal(parseLogLine(line), undefined));
}

test('the time is written as the logs have it', () => {
  assert.equal(formatLogTime(new Date('1997-06-08T05:49:57Z')), 'Sun Jun 08 05:49:57 1997~');
});

test('property: lines round-trip', () => {
  const line = fc.record({
    text: fc.string().filter(text => !/[\r\n]|\$\$/.test(text)),
    component: fc.stringMatching(/^SMS_[A-Z_]{1,20}$/),
    time: fc.date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true }).map(formatLogTime),
    thread: fc.stringMatching(/^[0-9A-F]{1,4}$/),
    brackets: fc.constantFrom('<>' as const, '()' as const),
  });
  fc.assert(fc.property(line, fields => assert.deepEqual(parseLogLine(formatLogLine(fields)), { ...fields })));
});
