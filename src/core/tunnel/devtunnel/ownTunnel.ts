import { randomBytes } from 'node:crypto';
import type { Tunnel as DevTunnel, TunnelPort } from '@microsoft/dev-tunnels-contracts';
import type { TunnelManagementHttpClient } from '@microsoft/dev-tunnels-management';
import { abortAfter } from '../../base/async';
import { errorMessage } from '../../base/log';
import { scrubbed } from '../tunnel';
import { statusOf } from './devtunnelFaults';
import type { DevtunnelHosting, DevtunnelRecord } from './hosting';

type CancellationToken = NonNullable<Parameters<TunnelManagementHttpClient['getClusterRecommendations']>[2]>;

const product = 'livechat-vscode';
/** Much shorter than the client's own limit of 20 s, which would leave too little time to create the tunnel. */
const recommendationMs = 4_000;
const asHost = { tokenScopes: ['host'], includePorts: true };

/**
 * Gets this machine's tunnel with exactly the receiver's port: the recorded tunnel, one whose creation response was
 * lost, or a new one.
 */
export async function ownTunnel(
  service: TunnelManagementHttpClient,
  hosting: DevtunnelHosting,
  port: number,
): Promise<DevTunnel> {
  const found = await knownTunnel(service, hosting);
  if (found === undefined) return created(service, hosting, port);
  await onlyPort(service, found, port);
  // The response to a port change has no addresses; those of the tunnel have.
  return (await service.getTunnel(found, asHost)) ?? created(service, hosting, port);
}

/** The recorded tunnel, or one whose creation response was lost. */
export async function knownTunnel(
  service: TunnelManagementHttpClient,
  hosting: DevtunnelHosting,
): Promise<DevTunnel | undefined> {
  return (await saved(service, hosting)) ?? (await lost(service, hosting));
}

async function saved(
  service: TunnelManagementHttpClient,
  { record }: DevtunnelHosting,
): Promise<DevTunnel | undefined> {
  const { tunnelId, clusterId } = (await record.read()) ?? {};
  if (tunnelId === undefined || clusterId === undefined) return undefined;
  try {
    return (await service.getTunnel({ tunnelId, clusterId }, asHost)) ?? undefined;
  } catch (error) {
    // Expired, deleted, or of another account: create a new one.
    if (statusOf(error) === 404 || statusOf(error) === 403) return undefined;
    throw error;
  }
}

/** A record with a label but no id means that a tunnel may have been created. */
async function lost(
  service: TunnelManagementHttpClient,
  { record }: DevtunnelHosting,
): Promise<DevTunnel | undefined> {
  const known = await record.read();
  if (known === undefined || known.tunnelId !== undefined) return undefined;
  const labels = [product, known.label];
  const [first] = await service.listTunnels(undefined, undefined, {
    labels,
    requireAllLabels: true,
    includePorts: true,
  });
  if (first === undefined) return undefined;
  await keep(record, known.label, first);
  return first;
}

async function created(
  service: TunnelManagementHttpClient,
  hosting: DevtunnelHosting,
  port: number,
): Promise<DevTunnel> {
  const { record, installId } = hosting;
  const clusterId = await recommendedCluster(service, hosting);
  await record.write({ label: installId });
  const wanted = { labels: [product, installId], ports: [openPort(port)] };
  const tunnel =
    clusterId === undefined
      ? await createAnywhere(service, wanted)
      : await service.createTunnel({ ...wanted, clusterId }, asHost);
  await keep(record, installId, tunnel);
  return tunnel;
}

/** The nearest cluster; `undefined` if the service does not name one in time. */
async function recommendedCluster(
  service: TunnelManagementHttpClient,
  { clock, log }: DevtunnelHosting,
): Promise<string | undefined> {
  const limit = abortAfter(clock, recommendationMs);
  try {
    const token = toCancellationToken(limit.signal);
    const { recommendedClusterId: id } = await service.getClusterRecommendations(undefined, undefined, token);
    return id === '' ? undefined : id;
  } catch (thrown) {
    log(`devtunnel: no cluster was recommended: ${scrubbed(errorMessage(thrown))}`);
    return undefined;
  } finally {
    limit.dispose();
  }
}

/**
 * Leaves the cluster to the service. `createTunnel` would ask for a recommendation again, and names the tunnel itself
 * where this names it.
 */
async function createAnywhere(service: TunnelManagementHttpClient, wanted: DevTunnel): Promise<DevTunnel> {
  const tunnelId = `livechat-${randomBytes(8).toString('hex')}`;
  const additionalHeaders = { 'If-None-Match': '*' };
  return await service.createOrUpdateTunnel({ ...wanted, tunnelId }, { ...asHost, additionalHeaders });
}

function toCancellationToken(signal: AbortSignal): CancellationToken {
  return {
    get isCancellationRequested() {
      return signal.aborted;
    },
    onCancellationRequested: (listener) => {
      const cancel = (): void => void listener(undefined);
      signal.addEventListener('abort', cancel);
      return { dispose: () => signal.removeEventListener('abort', cancel) };
    },
  };
}

async function keep(record: DevtunnelHosting['record'], label: string, tunnel: DevTunnel): Promise<void> {
  const { tunnelId, clusterId } = tunnel;
  const kept: DevtunnelRecord = {
    label,
    ...(tunnelId !== undefined && { tunnelId }),
    ...(clusterId !== undefined && { clusterId }),
  };
  await record.write(kept);
}

async function onlyPort(service: TunnelManagementHttpClient, tunnel: DevTunnel, port: number): Promise<void> {
  for (const { portNumber } of tunnel.ports ?? []) {
    if (portNumber !== port) await service.deleteTunnelPort(tunnel, portNumber);
  }
  const there = tunnel.ports?.some(({ portNumber }) => portNumber === port) === true;
  // A port's protocol cannot be changed, so an existing port is kept as it is.
  if (!there) await service.createTunnelPort(tunnel, openPort(port));
}

/** Anonymous access to this port only, not to the tunnel's other ports or its management. */
function openPort(portNumber: number): TunnelPort {
  return {
    portNumber,
    protocol: 'http',
    accessControl: {
      entries: [{ type: 'Anonymous' as never, subjects: [], scopes: ['connect'] }],
    },
  };
}
