// A server of RTM pushes in a process of its own, behind TLS because LiveChat's SDK knows no other addresses. It
// accepts every login, lists no chats, and sends pushes when its parent asks.
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { selfSigned } from '../../test/unit/support/selfSigned';
import { endWithParent, notify } from '../support/children';
import { pushFrame } from '../support/pushFrames';

/** Frames that are written before the socket has to take them. */
const maxBuffered = 256 * 1024;

endWithParent();
const identity = selfSigned();
const server = createServer(identity);
let newest: WebSocket | undefined;

new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  newest = socket;
  socket.on('message', (data: Buffer) => {
    const { request_id: id, action } = JSON.parse(data.toString('utf8')) as Record<string, string>;
    if (id === undefined) return;
    const payload =
      action === 'login'
        ? { my_profile: { id: 'ada@shop.test', routing_status: 'not_accepting_chats' } }
        : { chats_summary: [], found_chats: 0 };
    socket.send(
      JSON.stringify({ version: '3.6', request_id: id, action, type: 'response', success: true, payload }),
    );
  });
});

process.on('message', (count: number) => {
  let sent = 0;
  const send = (): void => {
    while (newest && sent < count && newest.bufferedAmount < maxBuffered) {
      newest.send(pushFrame(sent));
      sent += 1;
    }
    if (sent < count) setImmediate(send);
  };
  send();
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  notify({ port, certificate: identity.cert });
});
