import { Argument, type Command } from 'commander';
import { addExamples, type RunCommand, setHandler } from '../define.ts';

export function addService(lab: Command, runCommand: RunCommand): void {
  const service = lab
    .command('service')
    .description('Start or stop a service of a lab machine, as an administrator does in Control Panel.')
    .argument('<folder>', 'folder of the lab')
    .argument('<machine>', 'its name')
    .addArgument(new Argument('<verb>', 'what to do').choices(['start', 'stop']))
    .argument('<service>', 'name of the service');
  addExamples(
    service,
    ['resite lab service ./lab BRANCH1 stop SMS_EXECUTIVE', 'and SMS_SITE_CONFIG_MANAGER will start it again'],
    ['resite lab service ./lab HQ1 stop MSSQLSERVER', 'the database of the parent is away'],
  );
  setHandler(service, runCommand, async () => (await import('./change-service.ts')).changeService);
}
