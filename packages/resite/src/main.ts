#!/usr/bin/env node

// Nothing is imported before this test: what follows does not load in a Node that is too old.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  await cacheCompiledCode();
  const { run } = await import('./run.ts');
  const { exactArguments } = await import('./exact-arguments.ts');
  await keepGarbageSmall();
  process.exitCode = await run(process.argv.slice(2), exactArguments);
} else {
  console.error(`resite: Node ${process.versions.node} is too old: 22.18 or newer is needed`);
  console.error('  Install a newer Node from https://nodejs.org');
  process.exitCode = 1;
}

/**
 * Halves the time of a start; the environment tells it to threads and to the guardian. Node's default folder would be in
 * /tmp, where others could slip us code.
 */
async function cacheCompiledCode(): Promise<void> {
  const { enableCompileCache } = await import('node:module');
  const { homedir } = await import('node:os');
  const { join } = await import('node:path');
  process.env.NODE_COMPILE_CACHE ||= join(
    process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'resite',
    'compiled',
  );
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
}

/**
 * The memory for new objects stops growing: what it has after the start is enough. What such objects hold outside of it is
 * freed only when it is full. That for older ones grows by a third of what is in use. Otherwise backup, restore and check
 * would take a hundred megabytes more and be no faster. As little as that is collected in no time: to share it among threads
 * costs more.
 */
async function keepGarbageSmall(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
  setFlagsFromString('--no-parallel-scavenge');
}
