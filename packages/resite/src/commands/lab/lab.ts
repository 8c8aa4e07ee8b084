import { type Command, Option } from 'commander';
import { addExamples, parseCount, type RunCommand, setHandler } from '../define.ts';
import type { PowerChange } from './handlers.ts';
import { addService } from './service.ts';

export function addLabCommands(parent: Command, runCommand: RunCommand): void {
  const lab = parent.command('lab').description('Run a hierarchy of SMS sites on this computer, to try things on.');
  addExamples(
    lab,
    ['resite lab create ./lab', 'build it: the parent P01 on HQ1, its secondary S01 on BRANCH1'],
    ['resite lab up ./lab', 'power it on'],
    ['resite lab status ./lab', 'see what runs'],
  );
  addCreate(lab, runCommand);
  addPower(
    lab,
    runCommand,
    'up',
    'Power the lab on, and wait until its sites work; or one machine of it.',
    'power it on',
  );
  addPower(
    lab,
    runCommand,
    'down',
    'Power the lab off, or one machine of it; its services are stopped in order.',
    'power it off',
  );
  addPower(
    lab,
    runCommand,
    'power-loss',
    'Pull the plug of the lab, or of one machine: all that runs ends at once.',
    'a blackout',
  );
  addStatus(lab, runCommand);
  addService(lab, runCommand);
  addJoinClients(lab, runCommand);
  addFault(lab, runCommand);
  addPower(
    lab,
    runCommand,
    'destroy',
    'Power the lab off and delete it, or one machine of it: the disaster.',
    'delete it',
  );
}

function addCreate(lab: Command, runCommand: RunCommand): void {
  const create = withFolder(lab.command('create'))
    .description('Build a lab in a new folder, or a bare machine in place of one that was destroyed.')
    .option('--machine <name>', 'only this machine, with Windows NT and nothing else')
    .option('--sites <number>', 'secondary sites below P01: S01 on BRANCH1, S02 on BRANCH2 …', parseCount)
    .option('--root <path>', 'SMS root directory of the secondary site (default: C:\\SMS)')
    .option('--clients <number>', 'clients that have joined the secondary site', parseCount)
    .option('--files <number>', 'files in its package share', parseCount)
    .option('--bytes <number>', 'their size altogether', parseCount)
    .option('--helper-server', 'with another logon server, BRANCH2, that does part of the work of the secondary site')
    .option('--logon-server', 'with another logon server of the secondary site, BRANCH2')
    .option('--backup-controller', 'the server of the secondary site is a backup domain controller')
    .addOption(option('--platform <name>', 'platform of the server of the secondary site', ['X86', 'ALPHA', 'MIPS']))
    .addOption(option('--windows <version>', 'its Windows NT', ['3.51', '4.0']))
    .addOption(option('--sms <version>', 'SMS of all sites (default: 1.1)', smsVersions))
    .addOption(option('--parent-sms <version>', 'SMS of the parent, where it differs', smsVersions));
  addExamples(
    create,
    ['resite lab create ./lab', 'the whole hierarchy, powered off'],
    ['resite lab create ./lab --sms 1.2 --windows 4.0 --platform ALPHA', 'S01 on an Alpha'],
    ['resite lab create ./lab --machine BRANCH1', 'a bare server after BRANCH1 was destroyed'],
  );
  setHandler(create, runCommand, async () => (await import('./handlers.ts')).buildLab);
}

const smsVersions = ['1.0', '1.1', '1.2'];

const option = (flags: string, description: string, choices: string[]) =>
  new Option(flags, description).choices(choices);

function addPower(lab: Command, runCommand: RunCommand, name: PowerChange, description: string, meaning: string): void {
  const command = withFolder(lab.command(name))
    .description(description)
    .option('--machine <name>', 'only this machine');
  addExamples(
    command,
    [`resite lab ${name} ./lab`, meaning],
    [`resite lab ${name} ./lab --machine BRANCH1`, 'only one machine of it'],
  );
  setHandler(command, runCommand, async () => (await import('./handlers.ts')).changePower(name));
}

function addStatus(lab: Command, runCommand: RunCommand): void {
  const status = withFolder(lab.command('status')).description(
    'Show the machines with their services, the sites and their clients.',
  );
  addExamples(status, ['resite lab status ./lab', 'for people'], ['resite lab status ./lab --json', 'for programs']);
  setHandler(status, runCommand, async () => (await import('./handlers.ts')).showLab);
}

function addJoinClients(lab: Command, runCommand: RunCommand): void {
  const join = withFolder(lab.command('join-clients'))
    .description('Let new clients log on at the server of a site: each takes the next SMS ID.')
    .argument('<site>', 'site code')
    .argument('[number]', 'how many', parseCount, 1)
    .option('--machine <name>', 'logon server of the site (default: its site server)');
  addExamples(
    join,
    ['resite lab join-clients ./lab S01', 'one more'],
    ['resite lab join-clients ./lab S01 5', 'five more'],
  );
  setHandler(join, runCommand, async () => (await import('./handlers.ts')).joinLab);
}

function addFault(lab: Command, runCommand: RunCommand): void {
  const fault = withFolder(lab.command('fault'))
    .description('Break something in a lab that is up, so that a check finds it. Without a name, list what can break.')
    .argument('[name]', 'the fault: the ID of the check that finds it');
  addExamples(
    fault,
    ['resite lab fault ./lab', 'what can go wrong?'],
    ['resite lab fault ./lab sms-ini', 'S01 loses its SMS.INI; resite check S01 finds it'],
  );
  setHandler(fault, runCommand, async () => (await import('./handlers.ts')).makeLabFault);
}

function withFolder(command: Command): Command {
  return command.argument('<folder>', 'folder of the lab');
}
