import { isResiteError, type ResiteError } from '@resite/errors';
import type { Host, ServiceDefinition } from '@resite/host';
import { waitForService } from '@resite/host/wait-for-service';
import type { Emit } from '../execution/events.ts';

/** Milliseconds that a person has. */
const patience = 15 * 60_000;

interface ByHand {
  readonly host: Host;
  readonly definition: ServiceDefinition;
  /** How the profile says it, with the values filled in; undefined where it does not. */
  readonly dialogue: string | undefined;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/**
 * Has a person install the service, or give it its password, where the computer does not take the password over the network: says what to type, and waits until the
 * service runs with the wanted settings. The error of the attempt before when nobody does it in time, `SERVICE_EXISTS` when it has other settings.
 */
export async function installByHand(refusal: ResiteError, by: ByHand): Promise<void> {
  const { host, definition, emit, signal } = by;
  const { name } = definition;
  const isThere = (await host.services.query(name)) !== undefined;
  emit({ message_type: 'warning', text: `${refusal.message}. ${isThere ? passwordText(by) : dialogueText(by)}` });
  try {
    await waitForService(host, name, 'running', { timeoutMs: patience, pollMs: 1000, signal });
  } catch (error) {
    throw isResiteError(error, 'SERVICE_TIMEOUT') ? refusal : error;
  }
  await host.services.install(definition, undefined);
}

const goesOn = `Resite waits ${patience / 60_000} minutes for it to run, and then goes on by itself.`;

function passwordText({ host, definition: { name, account } }: ByHand): string {
  return `Do it on ${host.name}: Control Panel, Services, ${name}, Startup: this account, ${account}, and its password. Then Start. ${goesOn}`;
}

function dialogueText({ host, definition, dialogue }: ByHand): string {
  const { name, account, imagePath, startType } = definition;
  const settings = `service ${name}, program ${imagePath}, account ${account}, start type ${startType}`;
  return `Do it on ${host.name}: ${dialogue ?? `install the ${settings}, and start it`} ${goesOn}`;
}
