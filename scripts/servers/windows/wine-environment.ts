/** For every program that Wine runs: no screen, no HOME of the user's, nothing that Wine would fetch or wait for. */
export function wineEnvironment(prefix: string): NodeJS.ProcessEnv {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, XDG_RUNTIME_DIR: ___, ...rest } = process.env;
  return {
    ...rest,
    HOME: '/tmp',
    USER: 'root',
    LC_ALL: 'C.UTF-8',
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree=d;mshtml=d;winemenubuilder.exe=d',
  };
}
