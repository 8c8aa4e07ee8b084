#!/usr/bin/env node

// Nothing is imported before this test: what follows does not load in a Node that is too old.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv.slice(2));
} else {
  console.error(`resite: Node ${process.versions.node} is too old: 22.18 or newer is needed`);
  console.error(
    '  Install a newer Node from https://nodejs.org, or use the one that npm scripts of this project find.',
  );
  process.exitCode = 1;
}
