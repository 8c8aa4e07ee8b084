export interface BareMachineOptions {
  computerName?: string;
  domain?: string;
  drives?: string[];
  /** False: the service accounts lack the right to log on as a service here. */
  serviceLogonRight?: boolean;
}

/** A new NT server in the place of machine `name`, as that one was set up, without SMS. The machine must have been destroyed. */
export async function createBareMachine(
  _folder: string,
  _name: string,
  _options: BareMachineOptions = {},
): Promise<void> {
  throw new Error('under construction');
}

/** Powers a machine off and deletes its folder: the disaster. */
export async function destroyMachine(_folder: string, _name: string): Promise<void> {
  throw new Error('under construction');
}
