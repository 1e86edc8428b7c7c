/** A reply that waits before it is sent. In its texts, `{0}` is replaced with seconds. */
export interface DelayedReply {
  readonly leftMs: number;
  readonly text: string;
  /** For screen readers: at the start, and now and then. */
  readonly announcement: string;
  /** The button that takes the reply back into the composer. */
  readonly takeBack: string;
  readonly help: string;
}
