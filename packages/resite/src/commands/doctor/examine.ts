import { isIPv4 } from 'node:net';
import { defined } from '@resite/errors';
import type { HostSettings } from '@resite/procedure';
import { connectHost } from '@resite/procedure/connect';
import { windowsSettings } from '@resite/procedure/windows-settings';
import { type Check, firstFailure } from '@resite/site/checks/check';
import { examineHost } from '@resite/site/checks/examine-host';
import { type Config, hostSettings } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { whileOpen } from '../while-open.ts';

/** Looks at one host; ends as the first check that failed. */
export async function examine({ emit, options, signal }: Context, name: string): Promise<void> {
  const config = await loadConfig(options.config);
  const settings = hostSettings(config, name);
  const way =
    settings.driver === 'windows'
      ? await examineWay(name, settings, signal)
      : { checks: [], isOpen: true, notYetRun: [] };
  const inside = way.isOpen ? await examineInside(name, settings, config, signal) : [];
  const checks = [...way.checks, ...inside];
  emit({
    message_type: 'doctor',
    host: name,
    driver: settings.driver,
    checks,
    complete: way.isOpen,
    not_yet_run: way.notYetRun,
  });
  const failure = firstFailure(checks);
  if (failure !== undefined) throw failure;
}

type Windows = HostSettings & { readonly driver: 'windows' };

async function examineWay(name: string, host: Windows, signal: AbortSignal) {
  const { probeWindows } = await import('@resite/host/windows/probe');
  const { notYetRun } = await import('@resite/host/windows/not-yet-run');
  const { examineWindows } = await import('@resite/site/checks/examine-windows');
  const settings = windowsSettings(name, host);
  const found = await whileOpen(probeWindows(settings), signal, probe => examineWindows(settings, probe));
  return { ...found, notYetRun };
}

function examineInside(
  name: string,
  settings: HostSettings,
  { profiles }: Config,
  signal: AbortSignal,
): Promise<Check[]> {
  const more = defined({ profiles, meant: meantName(name, settings) });
  return whileOpen(connectHost(name, settings), signal, host => examineHost({ host, ...more }));
}

/** An address that is a name says which computer is meant; else the host is named as the computer is. */
function meantName(name: string, settings: HostSettings): string | undefined {
  if (settings.driver !== 'windows') return undefined;
  return isIPv4(settings.address) ? name : settings.address.split('.', 1)[0];
}
