import WebSocket from 'ws';
import type { RtmEndpoint } from '../../domain/rtmFormat';

/** A websocket with text messages only. */
export interface WebSocketConnection {
  send(text: string): void;
  /** Leaves what arrives to the system, until `resume`. */
  pause(): void;
  resume(): void;
  /** Sends a close frame. */
  close(): void;
  /** Destroys the socket without a close frame, for a server that does not respond. */
  terminate(): void;
}

export interface WebSocketEvents {
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  /** Called once, also if the socket never opened. @param status HTTP status of a rejected upgrade */
  readonly onClose: (status?: number) => void;
}

/** Starts to open a websocket. Never throws; failures are reported by `onClose`. */
export type OpenWebSocket = (
  endpoint: Pick<RtmEndpoint, 'url' | 'headers'>,
  events: WebSocketEvents,
) => WebSocketConnection;

/** Far above the size of a chat with all its events. */
const maxFrameBytes = 10 * 1024 * 1024;

/**
 * Opens a websocket through Node's `http` and `https`, which the editor patches for its proxy and certificates.
 * Redirects are not followed, because the request contains a secret.
 */
export const openWebSocket: OpenWebSocket = ({ url, headers }, { onOpen, onText, onClose }) => {
  const socket = new WebSocket(url, { headers, maxPayload: maxFrameBytes, perMessageDeflate: false });
  let isClosed = false;
  const end = (status?: number): void => {
    if (isClosed) return;
    isClosed = true;
    onClose(status);
  };
  socket.on('open', onOpen);
  socket.on('message', (data, isBinary) => {
    if (!isBinary && !isClosed) onText(textOf(data));
  });
  socket.on('unexpected-response', (request, response) => {
    request.destroy();
    end(response.statusCode);
  });
  // `close` always follows and reports the failure.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => end());
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.close(1000),
    terminate: () => socket.terminate(),
  };
};

/** Opens a websocket with the interface of the global `WebSocket`, which older editors do not patch. */
export function openStandardWebSocket(url: string): WebSocket {
  return new WebSocket(url, { perMessageDeflate: false });
}

function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}
