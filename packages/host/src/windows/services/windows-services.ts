import type { Services } from '../../host.ts';
import { checkServiceName } from '../../registry/service-keys.ts';
import { createSerial } from '../../serial.ts';
import type { Session } from '../session/session.ts';
import { start, stop } from './control-service.ts';
import { changeService, install, windowsStartTypes } from './install-service.ts';
import { serviceReader } from './read-service.ts';
import { remove } from './remove-service.ts';

/**
 * The services of a running Windows computer, asked of its service control manager ([MS-SCMR]). A service that is paused counts as running.
 * `permit` is asked before each change.
 */
export function windowsServices(
  name: string,
  session: Pick<Session, 'rpc' | 'sessionKey'>,
  permit: () => Promise<void> = async () => {},
): Omit<Services, 'verifyAccount'> {
  const svcctl = session.rpc('svcctl');
  const reader = serviceReader(svcctl);
  const inTurn = createSerial();

  const change =
    <Args extends unknown[]>(action: (service: string, ...args: Args) => Promise<void>) =>
    async (service: string, ...args: Args) => {
      checkServiceName(service);
      await permit();
      await action(service, ...args);
    };

  const query = async (service: string) => {
    checkServiceName(service);
    return reader.query(service);
  };

  return {
    list: reader.list,
    query,
    start: change(service => start(svcctl, service)),
    stop: change(service => stop(svcctl, service)),
    install: async (definition, password) => {
      const installer = { svcctl, sessionKey: () => session.sessionKey('svcctl'), query };
      await change(() => inTurn(() => install(installer, definition, password)))(definition.name);
    },
    remove: change(service => inTurn(() => remove({ name, svcctl, query }, service))),
    setStartType: change((service, startType: keyof typeof windowsStartTypes) =>
      changeService(svcctl, service, { startType: windowsStartTypes[startType] }),
    ),
  };
}
