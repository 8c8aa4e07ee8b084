import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLocation } from '../src/index.ts';

const good: [string, object][] = [
  ['/srv/repo', { kind: 'local', path: '/srv/repo' }],
  ['C:\\backups', { kind: 'local', path: 'C:\\backups' }],
  ['local:sftp:x', { kind: 'local', path: 'sftp:x' }],
  ['sftp:ann@host:/srv/repo', { kind: 'sftp', user: 'ann', host: 'host', port: 22, path: '/srv/repo' }],
  ['sftp:host:repo', { kind: 'sftp', user: undefined, host: 'host', port: 22, path: 'repo' }],
  ['sftp:[::1]:/repo', { kind: 'sftp', user: undefined, host: '::1', port: 22, path: '/repo' }],
  ['sftp://ann@host:2222//srv/a%20b', { kind: 'sftp', user: 'ann', host: 'host', port: 2222, path: '/srv/a b' }],
  ['sftp://host/repo', { kind: 'sftp', user: undefined, host: 'host', port: 22, path: 'repo' }],
  ['sftp://[::1]:23//repo', { kind: 'sftp', user: undefined, host: '::1', port: 23, path: '/repo' }],
  ['rest:https://host:8000/a', { kind: 'rest', url: 'https://host:8000/a/', user: undefined }],
  ['rest:http://ann@host/', { kind: 'rest', url: 'http://host/', user: 'ann' }],
  ['s3:host/bucket', { kind: 's3', endpoint: 'https://host/', bucket: 'bucket', prefix: '' }],
  ['s3://host/bucket/', { kind: 's3', endpoint: 'https://host/', bucket: 'bucket', prefix: '' }],
  ['s3:http://host:9000/bucket/a/b', { kind: 's3', endpoint: 'http://host:9000/', bucket: 'bucket', prefix: 'a/b/' }],
];
for (const [text, parts] of good) {
  test(`location: ${text}`, () => {
    const { location, ...rest } = JSON.parse(JSON.stringify(parseLocation(text)));
    assert.equal(location, text);
    assert.deepEqual(rest, JSON.parse(JSON.stringify(parts)));
  });
}

const bad: [string, string][] = [
  ['sftp:host', 'LOCATION_INVALID'],
  ['sftp:ann@host:~/repo', 'LOCATION_INVALID'],
  ['sftp://host', 'LOCATION_INVALID'],
  ['sftp://host:port/x', 'LOCATION_INVALID'],
  ['rest:host/x', 'LOCATION_INVALID'],
  ['rest:ftp://host/x', 'LOCATION_INVALID'],
  ['rest:http://host/?x', 'LOCATION_INVALID'],
  ['s3:host', 'LOCATION_INVALID'],
  ['b2:bucket:path', 'REPOSITORY_UNSUPPORTED'],
];
for (const [text, code] of bad) {
  test(`location: ${text} is refused`, () => {
    assert.throws(() => parseLocation(text), { code });
  });
}

for (const text of [
  'rest:https://ann:sesame@host/',
  'rest:https://ann:ses/ame@host/',
  'rest:https://ann:ses@ame@host/',
  'sftp://ann:sesame@host//x',
  'sftp:ann:sesame@host:/x',
  's3:https://key:sesame@host/bucket',
  's3:key:sesame@host/bucket',
  'swift:ann:sesame@host',
]) {
  test(`location: the password in ${text} is refused and not shown`, () => {
    assert.throws(
      () => parseLocation(text),
      (error: Error & { code: string; hint: string }) => {
        assert.match(error.code, /^(SECRET_IN_LOCATION|LOCATION_INVALID|REPOSITORY_UNSUPPORTED)$/);
        assert.doesNotMatch(`${error.message} ${error.hint}`, /ses(ame|[/@])|[/@]ame/);
        return true;
      },
    );
  });
}
