import type { Profile } from './profile.ts';

/** The words of the steps of a profile that says no more than what a site consists of. */
export function ownSteps({
  system,
  source,
  bootstrap,
}: {
  readonly system: string;
  readonly source: string;
  readonly bootstrap: string | undefined;
}): Profile['steps'] {
  return {
    backup: {
      check: { source, note: 'See that the parent runs, and that the services of the site do.' },
      saveRegistryBefore: { title: `Save the registry key of ${system}`, source, note: 'REGEDT32, Save Key.' },
      stopServices: { source },
      stopParentServices: { source },
      confirmStopped: { source },
      saveRegistry: { title: `Save the registry key of ${system} as it is with the services stopped`, source },
      capture: {
        title: `Copy the directories and files of ${system}, as they are with the services stopped`,
        source,
      },
      describe: {
        title: 'Write down names, services and shares',
        source,
        note: 'Note the services with their programs and accounts; `net share` for the shares with their comments.',
      },
      compareRegistry: { source },
      commit: { source },
      startParentServices: { source },
      startServices: { source },
    },
    restore: {
      prepareServer: { source, note: 'The parent must run.' },
      stopParentServices: { source },
      restoreRegistry: { title: `Create and restore the registry key of ${system}`, source },
      restoreShares: { title: 'Share the directories again, with their comments', source },
      startServices: {
        title:
          bootstrap === undefined
            ? 'Wait until the services run'
            : `Wait until ${bootstrap} has brought up the other services`,
        source,
      },
      startParentServices: { source },
      awaitSite: {
        title: 'See that <site> works',
        source,
        note: 'See that the services of <site> run and that its shares are there.',
      },
    },
  };
}
