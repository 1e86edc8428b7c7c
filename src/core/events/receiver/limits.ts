/** What one sender may take of the receiver. Times in milliseconds, sizes in bytes. */
export interface Limits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  /** For all headers of a request, from its first byte, or from the opening of a connection that sends none. */
  readonly headersMs: number;
  /** For a whole request. */
  readonly requestMs: number;
  /** How often the two are looked at, so how late they may be noticed. */
  readonly checkMs: number;
  readonly connections: number;
  /** What is read and thrown away after a refusal, so that its sender gets to read it. */
  readonly discardBytes: number;
}

/** Section 5 of the tunnel notes. LiveChat itself waits 10 s for an answer. */
export const limits: Limits = {
  bodyBytes: 256 * 1024,
  headerBytes: 8 * 1024,
  headersMs: 5_000,
  requestMs: 10_000,
  checkMs: 1_000,
  connections: 64,
  discardBytes: 8 * 1024 * 1024,
};
