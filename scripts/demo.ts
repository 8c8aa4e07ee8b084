/** `npm run demo [-- --keep FOLDER]`, on machines of the lab; `npm run demo -- --windows`, on computers that nobody here wrote. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const args = process.argv.slice(2);
if (args.includes('--windows')) await (await import('./demo-windows/demo-windows.ts')).demoWindows(args);
else {
  const program = join(import.meta.dirname, '..', 'packages', 'resite', 'src', 'main.ts');
  const child = spawn(process.execPath, [program, 'demo', ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
}
