import { LabConnection } from './connection.ts';
import type { LabHostOptions } from './lab-host.ts';

/** Starts a service of a lab machine as a service of another machine does: whoever has claimed the machine keeps it. */
export async function startAsService(
  { name, machine, answerTimeout = 60_000 }: LabHostOptions,
  service: string,
): Promise<void> {
  const connection = new LabConnection({ name, machine, answerTimeout });
  try {
    await connection.request('services.startAsService', [service]);
  } finally {
    await connection.close();
  }
}
