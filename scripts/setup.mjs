/**
 * Makes a checkout ready: dependencies with a recent enough Node among them and, with --tools, what only the tests need: the
 * oldest Node that Resite runs on, and Debian packages. Plain JavaScript, because the Node that runs it may be any from
 * version 20 on.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingPackages } from './tools.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');

installDependencies(root, 'dependencies');
checkNode();
if (process.argv.includes('--tools')) {
  installDependencies(join(root, 'scripts', 'oldest-node'), 'the oldest Node that is supported');
  installTools();
}

function installDependencies(folder, what) {
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  const stamp = join(folder, 'node_modules', '.resite-setup');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  console.log(`Installing ${what} (npm ci), once …`);
  // whatever the user's npm settings leave out: the tests need the development tools, and Node itself is optional
  const result = npm(
    'ci',
    '--prefix',
    folder,
    '--include=dev',
    '--include=optional',
    '--no-progress',
    '--loglevel=error',
  );
  if (result.status !== 0) {
    process.stderr.write(result.stdout + result.stderr);
    fail('npm ci failed: its output is above.', 'Check the connection to the npm registry and the free disk space.');
  }
  writeFileSync(stamp, wanted);
}

/** npm by the path it was started from when there is one: `npm` itself may be a shell script or a .cmd file. */
function npm(...args) {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 };
  const path = process.env.npm_execpath;
  if (path?.endsWith('.js')) return spawnSync(process.execPath, [path, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** What npm scripts will find as `node`: the one among the dependencies, or else the one that runs this. */
function checkNode() {
  const own = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const result = spawnSync(own, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  const version = result.status === 0 ? result.stdout.trim() : process.version;
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  fail(
    `Node ${version} is too old: 22.18 or newer is needed, and none could be installed for ${process.platform}-${process.arch}.`,
    'Install a newer Node from https://nodejs.org and run this again.',
  );
}

function installTools() {
  const packages = missingPackages();
  if (packages.length === 0) return;
  const command = `apt-get install --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid?.() !== 0)
    fail(`The tests need these Debian packages: ${packages.join(', ')}.`, `Run as root: ${command}`);

  console.log(`Installing Debian packages for the tests: ${packages.join(', ')} …`);
  apt('update');
  apt('install', '--yes', '--no-install-recommends', ...packages);
  const left = missingPackages();
  if (left.length > 0)
    fail(`After their installation, programs of these packages are still missing: ${left.join(', ')}.`);
}

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync('apt-get', ['-q', ...args], { encoding: 'utf8', env, maxBuffer: 1 << 26 });
  if (result.status === 0) return;
  process.stderr.write((result.stdout ?? '') + (result.stderr ?? ''));
  fail(`apt-get ${args.join(' ')} failed: ${result.error?.message ?? 'its output is above'}.`);
}

function fail(message, hint = '') {
  console.error(`setup: ${message}${hint && `\n  ${hint}`}`);
  process.exit(1);
}
