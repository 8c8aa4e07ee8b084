import type ssh2 from 'ssh2';

/** Loaded when it is needed, because most repositories do not need it; a CommonJS module, so all of it is its default export. */
export async function loadSsh2(): Promise<typeof ssh2> {
  return ((await import('ssh2')) as unknown as { default: typeof ssh2 }).default;
}
