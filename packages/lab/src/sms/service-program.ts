import type { ExpectedService } from '@resite/site/site-control-file';

/** Agents that a property of the site asks for; the component list does not name their programs. */
const agents: Readonly<Record<string, string>> = {
  SMS_INVENTORY_AGENT_NT: 'INVWIN32.EXE',
  SMS_PACKAGE_COMMAND_MANAGER_NT: 'PCMSVC32.EXE',
  SMS_CLIENT_CONFIG_MANAGER: 'CLICFG.EXE',
};

/** Full path of a service's program in a folder such as `X86.BIN`. Agents also run on helper servers, hence their folder [modelled]. */
export function serviceProgram(root: string, bin: string, { name, file }: ExpectedService): string {
  const agent = agents[name];
  return `${root}\\${agent === undefined ? 'SITE.SRV' : 'HELPER.SRV'}\\${bin}\\${agent ?? file}`;
}
