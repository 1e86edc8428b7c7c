import type { DevtunnelHosting, DevtunnelOptions } from './devtunnel/hosting';
import { openWithinMs, withDeadline } from './openTunnel';
import { TunnelError, type OpenOptions, type Tunnel, type TunnelProvider } from './tunnel';

/** Microsoft Dev Tunnels with the editor's GitHub session. The client is in a separate bundle. */
export function devtunnelProvider(options: DevtunnelOptions): TunnelProvider {
  return {
    id: 'devtunnel',
    anonymousService: false,
    operator: 'Microsoft',
    // The session is checked in `open`, where the user can sign in.
    available: () => Promise.resolve(true),
    open: (port, how) => open(options, port, how),
    forget: (signal) => forget(options, signal),
  };
}

async function open(options: DevtunnelOptions, port: number, how: OpenOptions): Promise<Tunnel> {
  const first = await authorize(options, how.interactive, how.signal);
  return withDeadline(options.clock, how.signal, openWithinMs, async (signal) => {
    const { hostDevtunnel } = await import('./devtunnel/hostDevtunnel');
    let unused: string | undefined = first;
    const hosting: DevtunnelHosting = {
      ...options,
      authorization: async () => {
        const authorization = unused ?? (await options.authorization(false));
        unused = undefined;
        return authorization;
      },
      log: (line) => how.log(line),
    };
    return hostDevtunnel(hosting, port, signal);
  });
}

async function forget(options: DevtunnelOptions, signal: AbortSignal): Promise<void> {
  const { record, authorization } = options;
  // Without a record there is no tunnel to delete, so the client is not loaded.
  if ((await record.read()) === undefined) return;
  await withDeadline(options.clock, signal, openWithinMs, async (own) => {
    const { deleteDevtunnel } = await import('./devtunnel/hostDevtunnel');
    await deleteDevtunnel(
      { ...options, authorization: () => authorization(false), log: () => undefined },
      own,
    );
  });
}

/** The time-out starts after the sign-in, which may take the user long. */
async function authorize(
  { authorization }: DevtunnelOptions,
  interactive: boolean,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const given = await authorization(interactive);
  signal.throwIfAborted();
  if (given === undefined) throw new TunnelError('needs-sign-in', 'Not signed in to GitHub.', false);
  return given;
}
