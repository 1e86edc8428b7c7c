import { ConnectionStatus, TunnelRelayTunnelHost } from '@microsoft/dev-tunnels-connections';
import type { Tunnel as DevTunnel } from '@microsoft/dev-tunnels-contracts';
import {
  ManagementApiVersions,
  TunnelManagementHttpClient,
  type TunnelManagementClient,
} from '@microsoft/dev-tunnels-management';
import { SshDisconnectReason, TraceLevel } from '@microsoft/dev-tunnels-ssh';
import { untilAborted } from '../../base/async';
import { OpenTunnel } from '../openTunnel';
import { TunnelError, type Tunnel, publicAddress, scrubbed } from '../tunnel';
import { devtunnelFault, statusOf } from './devtunnelFaults';
import type { DevtunnelHosting } from './hosting';
import { knownTunnel, ownTunnel } from './ownTunnel';

/** Creates or reuses the tunnel of this machine, and hosts it until disposed. */
export async function hostDevtunnel(
  hosting: DevtunnelHosting,
  port: number,
  signal: AbortSignal,
): Promise<Tunnel> {
  const service = serviceOf(hosting);
  const host = new TunnelRelayTunnelHost(asClient(service), (level, _id, message) => {
    if (level !== TraceLevel.Verbose) hosting.log(`devtunnel: ${scrubbed(message)}`);
  });
  // Only an expired token is handled here; the caller retries everything else.
  const first = host.retryingTunnelConnection((attempt) => {
    attempt.retry = statusOf(attempt.error) === 401;
  });
  try {
    const tunnel = await untilAborted(signal, ownTunnel(service, hosting, port));
    const publicUrl = addressOf(tunnel, port);
    await untilAborted(signal, host.connect(tunnel));
    if (host.connectionStatus !== ConnectionStatus.Connected) {
      throw host.disconnectError ?? new Error('The relay ended the connection at once.');
    }
    return supported(hosting, service, host, publicUrl);
  } catch (error) {
    void end(service, host);
    if (signal.aborted) throw signal.reason as Error;
    throw devtunnelFault(error);
  } finally {
    first.dispose();
  }
}

/** Deletes this machine's tunnel from the service, and its record. @throws TunnelError */
export async function deleteDevtunnel(hosting: DevtunnelHosting, signal: AbortSignal): Promise<void> {
  const service = serviceOf(hosting);
  try {
    const tunnel = await untilAborted(signal, knownTunnel(service, hosting));
    if (tunnel) await untilAborted(signal, service.deleteTunnel(tunnel));
    await hosting.record.write(undefined);
  } catch (error) {
    if (signal.aborted) throw signal.reason as Error;
    throw devtunnelFault(error);
  } finally {
    void service.dispose().catch(() => undefined);
  }
}

function serviceOf({ authorization, userAgent, serviceUri }: DevtunnelHosting): TunnelManagementHttpClient {
  return new TunnelManagementHttpClient(
    { ...userAgent },
    ManagementApiVersions.Version20230927preview,
    async () => (await authorization()) ?? null,
    serviceUri,
  );
}

/** The package's class and interface disagree on optional properties. */
function asClient(service: TunnelManagementHttpClient): TunnelManagementClient {
  return service as TunnelManagementClient;
}

function addressOf({ ports = [] }: DevTunnel, port: number): string {
  const uri = ports.find(({ portNumber }) => portNumber === port)?.portForwardingUris?.[0];
  if (uri === undefined) throw new TunnelError('failed', 'Dev Tunnels named no public address.', true);
  return publicAddress(uri).url;
}

function supported(
  { clock }: DevtunnelHosting,
  service: TunnelManagementHttpClient,
  host: TunnelRelayTunnelHost,
  publicUrl: string,
): Tunnel {
  const tunnel = new OpenTunnel({ clock, publicUrl, end: () => end(service, host) });
  host.connectionStatusChanged(({ status }) => {
    if (status === ConnectionStatus.Disconnected) tunnel.close(reasonOf(host));
  });
  return tunnel;
}

function reasonOf(host: TunnelRelayTunnelHost): string {
  if (host.disconnectReason === SshDisconnectReason.tooManyConnections) {
    return 'Another window or machine hosts this tunnel now.';
  }
  return host.disconnectError
    ? devtunnelFault(host.disconnectError).message
    : 'Dev Tunnels ended the connection.';
}

/** The tunnel is not deleted, so that the address stays the same. */
async function end(service: TunnelManagementHttpClient, host: TunnelRelayTunnelHost): Promise<void> {
  await host.dispose().catch(() => undefined);
  await service.dispose().catch(() => undefined);
}
