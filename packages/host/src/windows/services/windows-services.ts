import { upcase } from '@resite/registry/names';
import type { Services } from '../../host.ts';
import { checkServiceName } from '../../registry/service-keys.ts';
import { createSerial } from '../../serial.ts';
import type { Session } from '../session/session.ts';
import { start, stop } from './control-service.ts';
import { changeService, install, windowsStartTypes } from './install-service.ts';
import { type KnownPassword, orPasswordRefused } from './password-refused.ts';
import { serviceReader } from './read-service.ts';
import { remove } from './remove-service.ts';

export interface ServicePorts {
  /** The name of the host. */
  readonly name: string;
  readonly session: Pick<Session, 'rpc' | 'sessionKey'>;
  /** Asked before each change. */
  readonly permit: () => Promise<void>;
  readonly verifyAccount: Services['verifyAccount'];
  readonly passwordSet: Services['passwordSet'];
}

/**
 * The services of a running Windows computer, asked of its service control manager ([MS-SCMR]). A service that is paused counts as running.
 * `SERVICE_PASSWORD_REFUSED` when one that was installed here does not log on although its account and password are right.
 */
export function windowsServices({ name, session, permit, verifyAccount, passwordSet }: ServicePorts): Services {
  const svcctl = session.rpc('svcctl');
  const reader = serviceReader(svcctl);
  const inTurn = createSerial();
  /** Of the services that were installed here, by upper case. */
  const passwords = new Map<string, KnownPassword>();

  const change =
    <Args extends unknown[]>(action: (service: string, ...args: Args) => Promise<void>) =>
    async (service: string, ...args: Args) => {
      checkServiceName(service);
      await permit();
      try {
        await action(service, ...args);
      } catch (error) {
        const known = passwords.get(upcase(service));
        throw known ? await orPasswordRefused(error, known, verifyAccount) : error;
      }
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
      const { name: service, account } = definition;
      if (password !== undefined) passwords.set(upcase(service), { name: service, account, password });
      const installer = { svcctl, sessionKey: () => session.sessionKey('svcctl'), query };
      await change(() => inTurn(() => install(installer, definition, password)))(service);
    },
    remove: change(service => inTurn(() => remove({ name, svcctl, query }, service))),
    setStartType: change((service, startType: keyof typeof windowsStartTypes) =>
      changeService(svcctl, service, { startType: windowsStartTypes[startType] }),
    ),
    verifyAccount,
    passwordSet,
  };
}
