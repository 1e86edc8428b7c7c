import type { RtmEndpoint } from '../../domain/live';

/** One websocket as the rest of this room sees it: text in both directions. */
export interface Wire {
  send(text: string): void;
  /** Says good-bye. */
  close(): void;
  /** Lets go without a word, as of a peer that does not answer. */
  drop(): void;
}

export interface WireEvents {
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  /** Once, also where it never opened. `status` is what was answered in place of a websocket. */
  readonly onClose: (status?: number) => void;
}

/** Begins to open; tells by the events what becomes of it. Never throws. */
export type OpenWire = (endpoint: Pick<RtmEndpoint, 'url' | 'headers'>, events: WireEvents) => Wire;
