import type { Tunnel as DevTunnel, TunnelPort } from '@microsoft/dev-tunnels-contracts';
import type { TunnelManagementHttpClient } from '@microsoft/dev-tunnels-management';
import { statusOf } from './devtunnelFaults';
import type { DevtunnelHosting, DevtunnelRecord } from './hosting';

const product = 'livechat-vscode';
const asHost = { tokenScopes: ['host'], includePorts: true };

/**
 * This machine's tunnel at the service, with the receiver's port and no other: the one of the last time, one that
 * was made and whose answer was lost, or a new one.
 */
export async function ownTunnel(
  service: TunnelManagementHttpClient,
  hosting: DevtunnelHosting,
  port: number,
): Promise<DevTunnel> {
  const found = await knownTunnel(service, hosting);
  if (found === undefined) return created(service, hosting, port);
  await onlyPort(service, found, port);
  // The answer to a change of a port has no address: those come with the tunnel.
  return (await service.getTunnel(found, asHost)) ?? created(service, hosting, port);
}

/** The one of the last time, or one that was made and whose answer was lost. */
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
    // Expired, deleted, or of another account: a new one takes its place.
    if (statusOf(error) === 404 || statusOf(error) === 403) return undefined;
    throw error;
  }
}

/** A record with a label and no id says that a tunnel may have been made. */
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
  { record, installId }: DevtunnelHosting,
  port: number,
): Promise<DevTunnel> {
  await record.write({ label: installId });
  const tunnel = await service.createTunnel(
    { labels: [product, installId], ports: [openPort(port)] },
    asHost,
  );
  await keep(record, installId, tunnel);
  return tunnel;
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
  // A port's protocol cannot be changed, so one that is there stays as it was made.
  if (!there) await service.createTunnelPort(tunnel, openPort(port));
}

/** Anyone may call this one port; nobody may see or use the rest of the tunnel. */
function openPort(portNumber: number): TunnelPort {
  return {
    portNumber,
    protocol: 'http',
    accessControl: {
      entries: [{ type: 'Anonymous' as never, subjects: [], scopes: ['connect'] }],
    },
  };
}
