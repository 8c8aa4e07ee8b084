import { startChild, untilReady } from './child.ts';

export interface RestServerOptions {
  readonly appendOnly?: boolean;
  readonly user?: string;
  readonly password?: string;
  /** Files of a certificate and its key. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface RestServer {
  /** `rest:http://127.0.0.1:PORT/` */
  readonly location: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** `rclone serve restic` of a folder. */
export async function startRestServer(folder: string, options: RestServerOptions = {}): Promise<RestServer> {
  const { appendOnly, user, password, tls } = options;
  const env: NodeJS.ProcessEnv = { ...process.env, RCLONE_CONFIG: '/dev/null' };
  delete env.AWS_CA_BUNDLE; // rclone ends when it is set
  if (user !== undefined) env.RCLONE_USER = user;
  if (password !== undefined) env.RCLONE_PASS = password;
  const flags = [...(appendOnly ? ['--append-only'] : []), ...(tls ? ['--cert', tls.cert, '--key', tls.key] : [])];
  const child = startChild('rclone', ['serve', 'restic', '-v', '--addr', '127.0.0.1:0', ...flags, folder], env);
  const port = await untilReady(child, () => child.output().match(/https?:\/\/127\.0\.0\.1:(\d+)/)?.[1]);
  return {
    location: `rest:${tls ? 'https' : 'http'}://127.0.0.1:${port}/`,
    port: Number(port),
    stop: () => child.stop(),
  };
}
