import { Agent, request } from 'node:http';

/** Posts over kept-alive connections, as a tunnel does. */
export class Poster {
  private readonly agent: Agent;

  constructor(
    private readonly port: number,
    private readonly path: string,
    connections = 16,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** The status of the response; `undefined` without one. */
  post(body: string): Promise<number | undefined> {
    return new Promise((resolve) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
      const { port, path, agent } = this;
      const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent }, (response) => {
        response.on('error', () => resolve(undefined));
        // Resolves only once the response is complete, as LiveChat requires.
        response.on('end', () => resolve(response.statusCode));
        response.resume();
      });
      sent.on('error', () => resolve(undefined));
      sent.end(body);
    });
  }

  end(): void {
    this.agent.destroy();
  }
}
