import WebSocket from 'ws';
import type { OpenWire } from './wire';

/** A chat with all of its events is far below; more is no chat. */
const largestFrame = 10 * 1024 * 1024;

/**
 * A websocket through Node's `http` and `https`, which the editor patches for its proxy and certificates. A redirect
 * is not followed: the secret would travel along.
 */
export const openWire: OpenWire = ({ url, headers }, { onOpen, onText, onClose }) => {
  const socket = new WebSocket(url, { headers, maxPayload: largestFrame, perMessageDeflate: false });
  let isOver = false;
  const end = (status?: number): void => {
    if (isOver) return;
    isOver = true;
    onClose(status);
  };
  socket.on('open', onOpen);
  socket.on('message', (data, isBinary) => {
    if (!isBinary && !isOver) onText(textOf(data));
  });
  socket.on('unexpected-response', (request, response) => {
    request.destroy();
    end(response.statusCode);
  });
  // What went wrong is told by `close`, which always follows.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => end());
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(1000),
    drop: () => socket.terminate(),
  };
};

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}
