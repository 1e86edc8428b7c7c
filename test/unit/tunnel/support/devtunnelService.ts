import type { Tunnel, TunnelPort } from '@microsoft/dev-tunnels-contracts';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DevtunnelRelay } from './devtunnelRelay';

export interface ServiceCall {
  readonly what: string;
  readonly authorization: string;
  readonly body: unknown;
}

type StoredTunnel = Tunnel & { tunnelId: string; ports: TunnelPort[] };

/** The part of Dev Tunnels' management service that a host uses, and its relay. Tunnels are stored in memory. */
export class DevtunnelService {
  readonly calls: ServiceCall[] = [];
  readonly tunnels = new Map<string, StoredTunnel>();
  /** The next request whose text starts with the key gets this status. */
  refuse: { readonly what: string; readonly status: number; readonly body?: unknown } | undefined;
  /** The cluster that is recommended for new tunnels; `silent`: no response. */
  recommended: 'localhost' | 'none' | 'silent' = 'localhost';
  /** While set, the response to the next tunnel creation is lost. */
  loseAnswer = false;

  readonly uri: string;

  private constructor(
    private readonly server: Server,
    readonly relay: DevtunnelRelay,
  ) {
    this.uri = `http://localhost:${(server.address() as AddressInfo).port}/`;
    server.on('request', (asked: IncomingMessage, answer: ServerResponse) => void this.answer(asked, answer));
  }

  static async open(): Promise<DevtunnelService> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DevtunnelService(server, await DevtunnelRelay.open(server));
  }

  close(): void {
    this.relay.close();
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    let text = '';
    for await (const part of asked) text += String(part);
    const url = new URL(asked.url ?? '', this.uri);
    const what = `${asked.method} ${url.pathname}`;
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    this.calls.push({ what, authorization: asked.headers.authorization ?? '', body });
    const send = (status: number, content?: unknown): void => {
      answer.writeHead(status, { 'content-type': 'application/json' });
      answer.end(content === undefined ? undefined : JSON.stringify(content));
    };
    const { refuse } = this;
    if (refuse && what.startsWith(refuse.what)) {
      this.refuse = undefined;
      send(refuse.status, refuse.body);
      return;
    }
    if (url.pathname === '/clusters/recommendations') {
      if (this.recommended === 'localhost') send(200, { recommendedClusterId: 'localhost' });
      if (this.recommended === 'none') send(503);
      return;
    }
    const found = this.act(asked.method ?? '', url, body);
    if (asked.method === 'PUT' && this.loseAnswer && !url.pathname.includes('/ports/')) {
      this.loseAnswer = false;
      asked.socket.destroy();
    } else send(found === undefined ? 404 : 200, found);
  }

  private act(method: string, url: URL, body: unknown): unknown {
    const [, root, id, sub, subId] = url.pathname.split('/');
    if (root !== 'tunnels') return undefined;
    if (id === undefined) return this.list(url.searchParams.get('labels')?.split(',') ?? []);
    if (sub === undefined && method === 'PUT') return this.make(id, body as Tunnel);
    const tunnel = this.tunnels.get(id);
    if (!tunnel) return undefined;
    if (sub === undefined && method === 'DELETE') return this.tunnels.delete(id);
    if (sub === undefined) return this.shown(tunnel);
    if (sub === 'endpoints') return { ...(body as object), hostRelayUri: this.relay.uriOf(id) };
    tunnel.ports = tunnel.ports.filter(({ portNumber }) => portNumber !== Number(subId));
    if (method === 'DELETE') return {};
    tunnel.ports.push(body as TunnelPort);
    return body;
  }

  private list(labels: readonly string[]): unknown {
    const value = [...this.tunnels.values()].filter((tunnel) =>
      labels.every((label) => tunnel.labels?.includes(label)),
    );
    return { value: [{ clusterId: 'localhost', value: value.map((tunnel) => this.shown(tunnel)) }] };
  }

  private make(tunnelId: string, asked: Tunnel): unknown {
    const tunnel: StoredTunnel = { ...asked, tunnelId, clusterId: 'localhost', ports: asked.ports ?? [] };
    this.tunnels.set(tunnelId, tunnel);
    return this.shown(tunnel);
  }

  private shown(tunnel: StoredTunnel): unknown {
    const portForwardingUris = [this.relay.frontUri];
    return {
      ...tunnel,
      accessTokens: { host: `host-token-of-${tunnel.tunnelId}` },
      ports: tunnel.ports.map((port) => ({ ...port, clusterId: 'localhost', portForwardingUris })),
    };
  }
}
