import type { ChatContent } from './arrival';

/** A chat as it was when somebody asked, in the shape in which an event tells of one. */
export type ReportedChat = Omit<ChatContent, 'kind'>;

/** One conversation as its API names it: a chat that goes on for years, and the thread of this time. */
export interface ChatRef {
  readonly chatId: string;
  readonly threadId: string;
}

/** Where a websocket is opened, and what logs in there. */
export interface RtmEndpoint {
  /** `wss:`, or `ws:` on loopback. */
  readonly url: string;
  /** Sent with the request for the socket. */
  readonly headers: Readonly<Record<string, string>>;
  /** A secret: never logged. */
  readonly token: string;
  /** Of the API; names the list of pushes that is wanted. */
  readonly version: string;
  /** Epoch milliseconds: from then on there is a door with another token. Absent where the token does not run out. */
  readonly renewAt?: number;
}

/** How what comes through the socket is read. No function throws, whatever it is given; odd fields are absent. */
export interface LiveFormat {
  /** The payload that tells of a chat that began; `undefined` where not even its ids can be read. */
  readonly decodeStarted: (
    payload: unknown,
  ) => { readonly ref: ChatRef; readonly chat: ReportedChat } | undefined;
  /** The payload that tells of a chat that ended: its ids and nothing else. */
  readonly decodeEnded: (payload: unknown) => ChatRef | undefined;
  /** A whole chat, as it is answered where one is asked for. */
  readonly decodeChat: (payload: unknown) => ReportedChat | undefined;
  /** Chats that go on, in a list of all. */
  readonly decodeActive: (payload: unknown) => readonly ChatRef[];
}
