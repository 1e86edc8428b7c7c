import type { TeamClient } from '../../../team/teamClient';

/** Loads the clients of NATS, with websockets that use the editor's proxy and certificates. */
export async function loadTeamClient(): Promise<{ readonly teamClient: TeamClient }> {
  const { teamClient } = await import('../../../team/teamClient');
  const open: TeamClient['open'] = async (options) => {
    if (!options.servers.some(({ by }) => by === 'websocket')) return await teamClient.open(options);
    const { standardWebSocket } = await import('../../rtm/openSession');
    return await teamClient.open({ ...options, webSocket: standardWebSocket });
  };
  return { teamClient: { ...teamClient, open } };
}
