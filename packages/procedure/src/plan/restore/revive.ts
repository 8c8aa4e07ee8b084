import { cmdWord } from '@resite/errors/command-words';
import { code, markdown, raw } from '@resite/errors/markdown';
import { sameName } from '@resite/registry/names';
import type { Profile } from '@resite/site';
import { bootstrapProgram } from '@resite/site/profiles/profiles';
import { settled } from '../../access/service-state.ts';
import { inStoppingOrder, list, typed } from '../plan-text.ts';
import type { Step } from '../procedure.ts';
import type { RestoreFacts, TargetFacts } from './facts.ts';

/** Bring the services up. */
export function planRevive(facts: TargetFacts, profile: Profile): Step[] {
  const { manifest, target, account, minutes } = facts;
  const { site } = manifest;
  const text = profile.steps.restore;
  const { service } = profile.bootstrap;
  const imagePath = bootstrapProgram(profile, site.smsRoot, site.identity.platform);
  const ran = inStoppingOrder(profile, site).filter(name =>
    manifest.services.some(recorded => sameName(recorded.name, name) && settled(recorded.state) === 'running'),
  );
  // A snapshot of a computer that was off has seen nothing run: then SITECTRL.CT0 says what belongs to the site.
  const wanted = ran.length > 0 ? ran : site.expectedServices.map(({ name }) => name);
  return [
    {
      id: 'client-setup',
      title: `${text.runClientSetup!.title} on ${target}`,
      source: text.runClientSetup!.source,
      host: target,
      action: { type: 'run-program', host: target, program: `${site.smsRoot}\\${profile.clientSetup}` },
      byHand:
        markdown`At the command prompt: ${typed([cmdWord(`${site.smsRoot}\\${profile.clientSetup}`)], `run ${profile.clientSetup} of the SMS root directory`)}. ${raw(text.runClientSetup!.note ?? '')}`.trim(),
    },
    {
      id: 'install-bootstrap',
      title: text.installBootstrap!.title,
      source: text.installBootstrap!.source,
      host: target,
      action: { type: 'install-service', host: target, service, imagePath, account },
      byHand: markdown`Run INSTSRV.EXE of the SMS compact disc (\\PSSTOOLS), option 1. Service name ${code(service)}; user ${code(account.user)}; its password; computer ${code(`\\\\${site.identity.computerName}`)}; path ${code(imagePath)}; autostart \`Y\`. The password is shown on the screen (Q152466). If the service is stopped afterwards, start it.`,
    },
    {
      id: 'wait-for-services',
      title: `Wait until ${service} has brought up the other services`,
      source: text.awaitSite!.source,
      host: target,
      action: { type: 'wait-for-services', host: target, services: wanted, minutes },
      byHand: markdown`Control Panel, Services: these must run, without your help. It can take 5 minutes and more.\n${list(wanted)}`,
    },
  ];
}

/** Start the parent last, and see that the site works. */
export function planConfirmation(facts: RestoreFacts, profile: Profile): Step[] {
  const { manifest, target, parent, minutes } = facts;
  const resendAfter = Math.min(facts.resendAfter ?? 30, minutes);
  const { site } = manifest;
  const text = profile.steps.restore;
  return [
    {
      id: 'return-parent-services',
      title: `Return the SMS services of the parent on ${parent} to their earlier state`,
      source: text.startParentServices!.source,
      host: parent,
      action: { type: 'return-services', host: parent },
      repeat: true,
      byHand: markdown`On ${parent}, Control Panel, Services: start what was started before.`,
    },
    {
      id: 'resend-control-file',
      title: `${text.resendControlFile!.title} (after ${resendAfter} minutes)`,
      source: text.resendControlFile!.source,
      host: target,
      action: {
        type: 'resend-control-file',
        target,
        parent,
        snapshot: { id: facts.snapshot },
        folder: `${site.smsRoot}\\${profile.siteControlFolder}`,
        minutes: resendAfter,
        conditionMinutes: Math.min(5, minutes),
      },
      byHand: markdown`If the site is not ACTIVE at the parent after ${resendAfter} minutes, and all services run, and only SITECTRL.CT0 is in the folder: ${typed(['copy', cmdWord(`${site.smsRoot}\\${profile.masterSiteControlFile}`), cmdWord(`${site.smsRoot}\\${profile.siteControlFolder}\\00000000.CT1`)], `copy ${profile.masterSiteControlFile} of the SMS root directory to 00000000.CT1 in ${profile.siteControlFolder}`)}. SMS_SITE_CONFIG_MANAGER works through the copy and reports to the parent. If the report, a file \`*.CT2\`, does not go away within 30 minutes, read SCHED.LOG and LANSEND.LOG.`,
    },
    {
      id: 'confirm-site',
      title: `See that ${site.siteCode} works and its parent reports it ACTIVE`,
      source: text.awaitSite!.source,
      host: target,
      action: { type: 'confirm-site', target, parent, snapshot: { id: facts.snapshot }, minutes },
      byHand: markdown`SMS Administrator at the parent: site ${site.siteCode} is not under construction any more (up to 30 minutes). In ${code(`${site.smsRoot}\\${profile.siteControlFolder}`)} only SITECTRL.CT0 is left; a file \`*.71n\` there names a fault.`,
    },
  ];
}
