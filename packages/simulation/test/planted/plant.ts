import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type Planted, planted } from './planted.ts';

/**
 * Loads the product with every planted fault in its source, each asleep. Call it before any of it is imported; {@link wake} lets
 * one of them loose.
 */
export function plant(): void {
  const missing = new Set(planted);
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const here = planted.filter(({ file }) => url.startsWith('file:') && url.endsWith(`/packages/${file}`));
      if (here.length === 0) return loaded;
      let source = String(loaded.source);
      for (const fault of here) {
        source = replaceOnce(source, fault, fileURLToPath(url));
        missing.delete(fault);
      }
      return { ...loaded, source };
    },
  });
  unloaded = missing;
}

let unloaded: ReadonlySet<Planted> = new Set();

/** Those whose file nobody has loaded. */
export const notPlanted = (): string[] => [...unloaded].map(({ name }) => name);

/** Undefined lets all of them sleep. */
export function wake(name: string | undefined): void {
  (globalThis as { plantedFault?: string | undefined }).plantedFault = name;
}

function replaceOnce(source: string, { name, right, wrong }: Planted, path: string): string {
  const parts = source.split(right);
  if (parts.length !== 2) throw new Error(`${path} has ${parts.length - 1} times what ${name} replaces: ${right}`);
  return parts.join(`(globalThis.plantedFault === ${JSON.stringify(name)} ? ${wrong} : ${right})`);
}
