import { defined } from '@resite/errors';
import { cmdWord } from '@resite/errors/command-words';
import { code, markdown, raw } from '@resite/errors/markdown';
import { sameName } from '@resite/registry/names';
import type { Profile, SiteDescription } from '@resite/site';
import { fileName } from '@resite/site/paths';
import { bootstrapProgram, dependsOnPlatform, parentProfile, setupProgram } from '@resite/site/profiles/profiles';
import { settled } from '../../access/service-state.ts';
import { andDependents } from '../dependents.ts';
import { hostsOf } from '../helpers.ts';
import { fill, inStoppingOrder, list, typed } from '../plan-text.ts';
import type { Step } from '../procedure.ts';
import type { RestoreFacts, TargetFacts } from './facts.ts';

/** Bring the services up. */
export function planRevive(facts: TargetFacts, profile: Profile): Step[] {
  const { manifest, target, minutes } = facts;
  const { site } = manifest;
  const ran = inStoppingOrder(profile, site).filter(name =>
    manifest.services.some(recorded => sameName(recorded.name, name) && settled(recorded.state) === 'running'),
  );
  // A snapshot of a computer that was off has seen nothing run: then the site itself says what belongs to it.
  const wanted = ran.length > 0 ? ran : site.expectedServices.map(({ name }) => name);
  const { title, source, note = '' } = profile.steps.restore.startServices;
  return [
    ...setUp(facts, profile),
    ...installServices(facts, profile),
    {
      id: 'wait-for-services',
      phase: 'revive',
      title,
      source,
      host: target,
      action: { type: 'wait-for-services', host: target, services: wanted, minutes, snapshot: { id: facts.snapshot } },
      byHand:
        markdown`Control Panel, Services: these must run, without your help. It can take 5 minutes and more.\n\n${list(wanted)}\n\n${raw(note)}`.trim(),
    },
  ];
}

function setUp({ manifest, target }: TargetFacts, { setup, words }: Profile): Step[] {
  if (setup === undefined) return [];
  const file = setupProgram(setup, manifest.site.version);
  const program = `${manifest.site.smsRoot}\\${file}`;
  return [
    {
      id: 'client-setup',
      phase: 'revive',
      title: `${setup.step.title.replace(setup.program, () => file)} on ${target}`,
      source: setup.step.source,
      host: target,
      action: { type: 'run-program', host: target, program },
      byHand:
        markdown`At the command prompt: ${typed([cmdWord(program)], `run ${file} of the ${words.root}`)}. ${raw(setup.step.note ?? '')}`.trim(),
    },
  ];
}

function installServices(facts: TargetFacts, profile: Profile): Step[] {
  const { manifest, target, account } = facts;
  const { bootstrap } = profile;
  if (bootstrap === undefined) return installEach(facts, profile);
  const { identity, smsRoot } = manifest.site;
  const { service, step } = bootstrap;
  const imagePath = bootstrapProgram(bootstrap, smsRoot, identity.platform);
  const computer = `\\\\${identity.computerName}`;
  return [
    {
      id: 'install-bootstrap',
      phase: 'revive',
      title: step.title,
      source: step.source,
      host: target,
      action: defined({ type: 'install-service', host: target, service, imagePath, account }),
      byHand: markdown`${dependsOnPlatform(bootstrap) ? madeFor(manifest.site, profile) : raw('')}${fill(step.note ?? '', { service, account: account?.user ?? 'LocalSystem', computer, program: imagePath })}`,
    },
  ];
}

/** What the disc must be for. */
const madeFor = ({ version, identity }: SiteDescription, { words }: Profile) =>
  markdown`The site is of ${words.system} build ${version || 'unknown'}, and its server of the platform ${identity.platform}. `;

/** In starting order, each as it was; one that did not run stays stopped. */
function installEach({ manifest, target, account }: TargetFacts, profile: Profile): Step[] {
  const { site, services } = manifest;
  const recorded = inStoppingOrder(profile, site)
    .reverse()
    .flatMap(name => {
      const as = services.find(service => sameName(service.name, name));
      return site.services.filter(service => sameName(service.name, name)).map(service => ({ ...service, ...as }));
    });
  return recorded.map(({ name, displayName, imagePath, startType, state, ...service }) => {
    const isLocal = !service.account.includes('\\');
    const runs = settled(state) === 'running';
    return {
      id: 'install-service',
      phase: 'revive',
      title: `Install ${runs ? 'and start ' : ''}${name}`,
      source: profile.source,
      host: target,
      action: defined({
        type: 'install-service',
        host: target,
        service: name,
        imagePath,
        account: isLocal ? undefined : account,
        displayName,
        startType,
        start: runs ? undefined : false,
      }),
      byHand: markdown`Install the service ${code(name)} with the program ${code(imagePath)}, the account ${code(isLocal ? 'LocalSystem' : (account?.user ?? ''))} and the start type ${startType}${runs ? ', and start it' : ''}.`,
    };
  });
}

/** Start the parent last, and see that the site works. */
export function planConfirmation(facts: RestoreFacts, profile: Profile): Step[] {
  const { manifest, target, parent, parentDependents: dependents, helpers = [], minutes } = facts;
  const snapshot = { id: facts.snapshot };
  const { siteCode, smsRoot } = manifest.site;
  const { startParentServices, awaitSite } = profile.steps.restore;
  const { system } = parentProfile(profile, facts.profiles).words;
  return [
    {
      id: 'return-parent-services',
      phase: 'return',
      title: `Return the ${system} services of the parent on ${parent}${andDependents(dependents)}${dependents === undefined ? '' : ','} to their earlier state`,
      source: startParentServices.source,
      host: parent,
      action: { type: 'return-services', host: parent },
      repeat: true,
      byHand: markdown`On ${parent}, Control Panel, Services: start what was started before.${dependents === undefined ? '' : ` Last of all ${dependents.toReversed().join(', ')}.`}`,
    },
    ...resendControlFile(facts, profile),
    {
      id: 'confirm-site',
      phase: 'confirm',
      title: awaitSite.title.replace('<site>', siteCode),
      source: awaitSite.source,
      host: target,
      action: defined({
        type: 'confirm-site',
        host: target,
        parentHost: parent,
        helperHosts: hostsOf(helpers),
        snapshot,
        minutes,
      }),
      byHand: fill(awaitSite.note ?? '', { site: siteCode, root: smsRoot }).markdown,
    },
  ];
}

function resendControlFile(facts: RestoreFacts, { siteControl, words }: Profile): Step[] {
  if (siteControl === undefined) return [];
  const { manifest, target, parent, minutes } = facts;
  const resendAfter = Math.min(facts.resendAfter ?? 30, minutes);
  const { masterFile, proposal, resend } = siteControl;
  const { smsRoot } = manifest.site;
  const folder = `${smsRoot}\\${siteControl.folder}`;
  const command = ['copy', cmdWord(`${smsRoot}\\${masterFile}`), cmdWord(`${folder}\\${proposal}`)];
  const copy = typed(command, `copy ${masterFile} of the ${words.root} to ${proposal} in ${siteControl.folder}`);
  return [
    {
      id: 'resend-control-file',
      phase: 'confirm',
      title: `${resend.title} (after ${resendAfter} minutes)`,
      source: resend.source,
      host: target,
      action: {
        type: 'resend-control-file',
        host: target,
        parentHost: parent,
        snapshot: { id: facts.snapshot },
        folder,
        minutes: resendAfter,
        conditionMinutes: Math.min(5, minutes),
      },
      byHand: markdown`If the site is not ACTIVE at the parent after ${resendAfter} minutes, and all services run, and only ${fileName(masterFile)} is in the folder: ${copy}. ${raw(resend.note ?? '')}`,
    },
  ];
}
