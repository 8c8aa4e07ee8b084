/** To be loaded before a program: writes the files that it has loaded by its end into the file LOADED_MODULES. */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const loaded = new Set<string>();
registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:')) loaded.add(url);
    return nextLoad(url, context);
  },
});
if (isMainThread) process.on('exit', () => writeFileSync(process.env.LOADED_MODULES!, [...loaded].join('\n')));
