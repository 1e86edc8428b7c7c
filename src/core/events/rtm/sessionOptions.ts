import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { ChatContent } from '../../domain/arrival';
import type { RtmEndpoint, LiveFormat } from '../../domain/live';
import type { KnownChats } from './knownChats';
import type { Reaction, SessionEnd } from './sessionEnd';
import type { OpenWire } from './wire';

export interface SessionOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly endpoint: RtmEndpoint;
  readonly format: LiveFormat;
  readonly application: { readonly name: string; readonly version: string };
  /** IANA name. */
  readonly timezone: string;
  /** Whether the person was taking chats just before, on whatever device; `undefined` where nobody knows. */
  readonly wasAccepting: boolean | undefined;
  /** Of an earlier session of this account: what it missed is told of. */
  readonly known?: KnownChats;
  readonly onContent: (content: ChatContent) => void;
  /** Once, after it was open. */
  readonly onEnd: (end: SessionEnd, reaction: Reaction) => void;
  /** Ends an attempt. */
  readonly signal: AbortSignal;
  /** A websocket where absent. */
  readonly open?: OpenWire;
}
