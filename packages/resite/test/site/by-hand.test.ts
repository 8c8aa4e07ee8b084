import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDeepStrictEqual, promisify } from 'node:util';
import { type Host, labHost, waitForService } from '@resite/host';
import { createBareMachine, destroyMachine, joinClients, labStatus, machineUp } from '@resite/lab';
import { parseHive, stringValue } from '@resite/registry';
import { hierarchy, until, untilActive } from '../support/hierarchy.ts';
import { otherLab } from './other-lab.ts';

/**
 * A day without Resite: an administrator has stock restic and the RUNBOOK.md of the snapshot, and does what the page says,
 * in its order. Every word that is typed comes from the page; what a person decides (a range of IDs, a folder) is here.
 */
const site = hierarchy(otherLab.options);
const run = promisify(execFile);

interface Page {
  readonly title: string;
  readonly text: string;
}

test('the page has the permissions that this site gave: a change of them is on the next page', async () => {
  const line = 'cacls C:\\SMS\\LOGON.SRV\\PCMINS.BOX /T /E /P Everyone:C';
  const page = async () => {
    assert.equal((await site.resite('backup', 'S01')).code, 0);
    return (await restic('dump', 'latest', '/.resite/RUNBOOK.TXT')).stdout;
  };
  const before = await page();
  assert.ok(before.includes('cacls C:\\SMS\\LOGON.SRV\\SMSID /T /E /P Everyone:C'));
  assert.ok(!before.includes('PCMINS.BOX /T'), before);
  const branch = open('BRANCH1');
  const smsId = await branch.files.securityDescriptor('C:\\SMS\\LOGON.SRV\\SMSID');
  const folder = 'C:\\SMS\\LOGON.SRV\\PCMINS.BOX';
  await branch.files.setMetadata(folder, { ...(await branch.files.stat(folder))!, securityDescriptor: smsId! });
  await branch.close();
  assert.ok((await page()).includes(line));
  assert.ok((await site.resite('plan', 'restore', 'S01', '--format', 'md')).stdout.includes(`\`${line}\``));
});

test('the site comes up again by stock restic and the printed runbook', async () => {
  assert.equal((await site.resite('backup', 'S01')).code, 0);
  const { stdout: markdown } = await restic('dump', 'latest', '/.resite/RUNBOOK.md');
  const { stdout: forNotepad } = await restic('dump', 'latest', '/.resite/RUNBOOK.TXT');
  const planned = async (format: string) => (await site.resite('plan', 'restore', 'S01', '--format', format)).stdout;
  assert.equal(ofNoSnapshot(await planned('md')), ofNoSnapshot(markdown));
  assert.equal(ofNoSnapshot(await planned('txt')), ofNoSnapshot(forNotepad));
  assert.match(forNotepad, /^([ -~]{0,78}\r\n)+$/);
  assert.match(await planned('html'), /^<!doctype html>[\s\S]*<h2>22\. See that S01 works[\s\S]*<\/html>\n$/);
  const joinedLater = await joinClients(site.lab, 'S01', 2);
  await destroyMachine(site.lab, 'BRANCH1');
  await createBareMachine(site.lab, 'BRANCH1');
  await machineUp(site.lab, 'BRANCH1');

  const hosts = { BRANCH1: open('BRANCH1'), HQ1: open('HQ1') };
  try {
    for (const page of pagesOf(markdown)) await follow(page, hosts);
    await untilActive(site.lab);
  } finally {
    await Promise.all([hosts.BRANCH1.close(), hosts.HQ1.close()]);
  }

  const before = (await labStatus(site.lab)).clients.map(({ id }) => id);
  assert.ok(joinedLater.every(({ id }) => before.includes(id)));
  const [next] = await joinClients(site.lab, 'S01', 1);
  assert.ok(next !== undefined && !before.includes(next.id), `${next?.id} is new`);
});

/** A plan names the snapshot and who has signed it, which the page in that snapshot cannot. Where its lines end follows from that. */
const ofNoSnapshot = (page: string) =>
  page
    .replace(/^The snapshot is signed by [\s\S]*?\n\r?\n/m, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/ restore (?:latest --tag site:S01|[0-9a-f]{8}) /, ' restore ');

type Hosts = Record<'BRANCH1' | 'HQ1', Host>;

const folder = () => join(site.folder, 'by-hand');

/** One heading of the page after the other. A heading that nobody here knows fails the test. */
async function follow({ title, text }: Page, { BRANCH1, HQ1 }: Hosts): Promise<void> {
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(match => match[1]!);
  switch (title.replace(/ \([A-Z]:\\.*\)$/, '')) {
    case 'Check that BRANCH1 can take S01': {
      const identity = await BRANCH1.identity();
      assert.deepEqual(quoted.slice(0, 2), [identity.computerName, identity.domain]);
      return;
    }
    case 'Read the whole snapshot once, before anything is changed': {
      const commands =
        text
          .match(/```\n([\s\S]*?)```/)?.[1]
          ?.trim()
          .split('\n') ?? [];
      assert.equal(commands.length, 2);
      for (const command of commands) {
        const [program = '', ...words] = command.replace('FOLDER', folder()).split(' ');
        await run(program, [...words, '--password-file', join(site.folder, 'repository.password'), '--no-cache']);
      }
      return;
    }
    case 'Write down the state of every SMS service on HQ1':
    case 'Start the guardian that returns the services if this program dies':
    case 'Gather every SMS ID in use and decide the next one':
    case 'Compare everything on the target with the snapshot':
    case 'Settle what waits in the queues: leave it':
      return;
    case 'If the parent hears nothing, send it the site control file again (after 30 minutes)': {
      const [, from = '', to = ''] = text.match(/`copy (\S+) (\S+)`/) ?? [];
      await BRANCH1.files.write(to, await BRANCH1.files.read(from));
      return;
    }
    case 'Stop the SMS services of the parent on HQ1':
      for (const name of servicesIn(text)) {
        await HQ1.services.stop(name);
        await waitForService(HQ1, name, 'stopped', { timeoutMs: 300_000 });
      }
      return;
    case 'Create and restore the SMS registry key': {
      const [file = '', key = ''] = quoted;
      await restoreKeyWithRegedt32(BRANCH1, shortName(key), await readFile(onX(file)));
      return;
    }
    case 'Restore the SMS root directory':
    case 'Restore the \\MS directory':
    case 'Restore every SMS_PKGx directory':
    case 'Restore SMS.INI':
    case 'Restore the log of SMS_SITE_CONFIG_MANAGER': {
      const [from = '', to = ''] = quoted;
      const target = join(site.lab, 'BRANCH1', to.replace(/^([A-Z]):/, '$1').replaceAll('\\', '/'));
      await run('cp', ['-a', join(folder(), from), target]);
      return;
    }
    case 'Move the next SMS ID past every ID in use': {
      const [uidFolder = '', uid = '', value = '', key = ''] = quoted.filter(word => word !== '000');
      const [, next = '', from = '', to = ''] = text.match(/next range `(\w+)`\. `(\S+)` becomes `(\S+)`/) ?? [];
      assert.equal(from, uid);
      await BRANCH1.files.rename(`${uidFolder}\\${uid}`, `${uidFolder}\\${to}`);
      await BRANCH1.registry.setValue(shortName(key), stringValue(value, next));
      return;
    }
    case 'Share the folders of packages again, with their comments and permissions': {
      const [, name = '', path = '', comment = ''] = text.match(/net share (\S+?)=(\S+) \/remark:"(.*)"/) ?? [];
      await BRANCH1.shares.create({ name, path, comment });
      return;
    }
    case 'Run LOGON.SRV\\RUNSMS.BAT on BRANCH1': {
      const result = await BRANCH1.commands.run(quoted[0]!);
      assert.ok(result !== 'deferred' && result.exitCode === 0, JSON.stringify(result));
      return;
    }
    case 'Install and start SMS_SITE_CONFIG_MANAGER': {
      const answer = (prompt: string) => text.match(new RegExp(`^- ${prompt}: \`(.*)\`$`, 'm'))?.[1] ?? '';
      const [name, account] = [answer('Enter service name'), answer('Enter domain and user name')];
      const imagePath = answer('Enter path');
      const password = (await readFile(join(site.lab, 'service.password'), 'utf8')).trim();
      await BRANCH1.services.install({ name, imagePath, account, startType: 'auto' }, password);
      await BRANCH1.services.start(name);
      return;
    }
    case 'Wait until SMS_SITE_CONFIG_MANAGER has brought up the other services':
      for (const name of quoted.filter(word => word !== 'net share')) {
        await until(`${name} is installed`, async () => (await BRANCH1.services.query(name)) !== undefined);
        await waitForService(BRANCH1, name, 'running', { timeoutMs: 300_000 });
      }
      return;
    case 'Return the SMS services of the parent on HQ1 to their earlier state':
      await HQ1.services.start('SMS_SITE_CONFIG_MANAGER');
      return;
    case 'See that S01 works and its parent reports it ACTIVE': {
      const [siteControlFolder = ''] = quoted;
      const names = async () => (await BRANCH1.files.list(siteControlFolder)).map(({ name }) => name);
      // One look: between a CT1 that is worked through and the CT2 that reports it, the folder is as empty as at the end.
      await until(`only SITECTRL.CT0 is left in ${siteControlFolder}`, async () =>
        isDeepStrictEqual(await names(), ['SITECTRL.CT0']),
      );
      return;
    }
    default:
      assert.fail(`the runbook has a step that this administrator does not know: ${title}`);
  }
}

/** That of Windows NT 3.51 takes no hive of Windows NT 4.0 (Q166897). */
async function restoreKeyWithRegedt32({ registry, identity }: Host, key: string, file: Buffer): Promise<void> {
  const { minorVersion, root } = parseHive(file);
  assert.equal(minorVersion, (await identity()).windowsVersion === '3.51' ? 2 : 3);
  await registry.replace(key, root);
}

/** The page has X: for the folder with what was restored. */
const onX = (path: string) => join(folder(), path.replace(/^X:/, '').replaceAll('\\', '/'));
const open = (name: string) => labHost({ name, machine: join(site.lab, name) });
const servicesIn = (text: string) => text.match(/SMS_[A-Z_]+/g) ?? [];
const shortName = (key: string) => key.replace('HKEY_LOCAL_MACHINE', 'HKLM');

function pagesOf(markdown: string): Page[] {
  const [, ...parts] = markdown.split(/^## \d+\. /m);
  return parts.map(part => {
    const [title = '', , , ...text] = part.split('\n');
    return { title, text: text.join('\n') };
  });
}

function restic(...args: string[]) {
  return run('restic', ['-r', 'backups', '--password-file', 'repository.password', '--no-cache', ...args], {
    cwd: site.folder,
  });
}
