import type { Target, TreeNode } from '../src/index.ts';

/** A target in memory, which also records in what order things came. */
export function memoryTarget(): Target<string> & { files: Map<string, Buffer>; calls: string[] } {
  const files = new Map<string, Buffer>();
  const calls: string[] = [];
  const at = (parent: string, node: TreeNode) => `${parent}/${node.name.toString()}`;
  return {
    files,
    calls,
    root: () => '',
    async folder(parent, node) {
      calls.push(`folder ${at(parent, node)}`);
      return at(parent, node);
    },
    async file(parent, node) {
      const path = at(parent, node);
      calls.push(`file ${path}`);
      const parts: Buffer[] = [];
      let end = 0;
      return {
        async write(position, data) {
          if (position !== end) throw new Error(`${path} is written at ${position} instead of ${end}`);
          parts.push(Buffer.from(data));
          end += data.length;
        },
        async close() {
          files.set(path, Buffer.concat(parts));
        },
        async discard() {
          calls.push(`discard ${path}`);
          return undefined;
        },
      };
    },
    async special(parent, node) {
      calls.push(`special ${at(parent, node)}`);
    },
    async metadata(parent, node) {
      calls.push(`metadata ${at(parent, node)}`);
    },
  };
}
