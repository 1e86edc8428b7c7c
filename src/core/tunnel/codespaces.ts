import { untilAborted } from '../base/async';
import type { Clock } from '../base/clock';
import { OpenTunnel, openWithinMs, withDeadline } from './openTunnel';
import { TunnelError, type TunnelProvider } from './tunnel';

export interface CodespacesOptions {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Makes the editor forward a port, as `asExternalUri` does. The user controls the port's visibility. */
  readonly forward: (port: number) => Promise<unknown>;
}

const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;
const domainName = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;

/** Returns the name and domain of the codespace's ports; `undefined` if this machine is not a codespace. */
function codespaceOf(
  env: Readonly<NodeJS.ProcessEnv>,
): { readonly name: string; readonly domain: string } | undefined {
  const name = env.CODESPACE_NAME ?? '';
  const domain = env.GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN ?? 'app.github.dev';
  return env.CODESPACES === 'true' && label.test(name) && domainName.test(domain)
    ? { name, domain }
    : undefined;
}

/** The port forwarding of a codespace. Ports are private until the user makes them public. */
export function codespacesProvider({ clock, env, forward }: CodespacesOptions): TunnelProvider {
  const absent = new TunnelError('not-installed', 'This machine is not a codespace.', false);
  return {
    id: 'codespaces',
    anonymousService: false,
    operator: 'GitHub',
    available: () => Promise.resolve(codespaceOf(env) ? true : absent),
    open: async (port, { signal }) => {
      const codespace = codespaceOf(env);
      if (!codespace) throw absent;
      await withDeadline(clock, signal, openWithinMs, (own) => untilAborted(own, forward(port)));
      return new OpenTunnel({
        clock,
        publicUrl: `https://${codespace.name}-${port}.${codespace.domain}`.toLowerCase(),
        end: () => Promise.resolve(),
      });
    },
    // A private port redirects to the sign-in page or responds with 404.
    explainProbe: (status) =>
      [301, 302, 303, 307, 308, 401, 403, 404].includes(status)
        ? new TunnelError('policy', 'The forwarded port is private.', false, `status ${status}`)
        : undefined,
  };
}
