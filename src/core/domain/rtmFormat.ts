import type { ReportedChat } from './arrival';
import type { ChatPush, ChatRef, LiveChat } from './liveChat';

/** Where to open the websocket and how to log in. */
export interface RtmEndpoint {
  /** `wss:`, or `ws:` on loopback. */
  readonly url: string;
  /** Headers of the upgrade request. */
  readonly headers: Readonly<Record<string, string>>;
  /** A secret: never logged. */
  readonly token: string;
  /** API version, under which the pushes are requested. */
  readonly version: string;
  /**
   * Epoch milliseconds from which a new endpoint with another token is available. Absent if the token does not
   * expire.
   */
  readonly renewAt?: number;
}

/** Decodes websocket payloads. No function throws; unreadable fields are absent. */
export interface RtmFormat {
  /** Payload of `incoming_chat`; `undefined` if its ids cannot be read. */
  readonly decodeStarted: (
    payload: unknown,
  ) => { readonly ref: ChatRef; readonly chat: ReportedChat } | undefined;
  /** Payload of `chat_deactivated`, which has only ids. */
  readonly decodeEnded: (payload: unknown) => ChatRef | undefined;
  /** Payload of `get_chat`. */
  readonly decodeChat: (payload: unknown) => ReportedChat | undefined;
  /** Running chats in the response of the login or of `list_chats`. */
  readonly decodeActive: (payload: unknown) => readonly ChatRef[];
  /** A push by its action; `undefined` if it concerns no running chat or cannot be read. */
  readonly decodePush: (action: string, payload: unknown) => ChatPush | undefined;
  /** Payload of `get_chat`, with the thread's events unless they are withheld. */
  readonly decodeLiveChat: (payload: unknown) => LiveChat | undefined;
  /** Chats in the response of the login or of `list_chats`, without events. */
  readonly decodeSummaries: (payload: unknown) => readonly LiveChat[];
}
