/** What `bench/editor/gauge.ts` does inside an extension host. */
export type GaugeRequest =
  | { readonly do: 'execute'; readonly command: string; readonly argument?: unknown }
  /** Collects garbage and reports what is held. */
  | { readonly do: 'memory' }
  /** Begins to watch how long the thread is blocked. */
  | { readonly do: 'watch' }
  /** Ends that. */
  | { readonly do: 'watched' };

export interface Executed {
  readonly ms: number;
  readonly result?: unknown;
  readonly error?: string;
}

export interface HeldMemory {
  /** Heap and buffers outside of it, in bytes. */
  readonly held: number;
  readonly resident: number;
}

/** Milliseconds for which the extension host's thread was blocked. */
export interface Blocked {
  /** The longest delay of the event loop, by whatever: garbage collection, other extensions, the operating system. */
  readonly loop: number;
  /**
   * The longest statement or transaction of SQLite, without the time for which other processes had the processor; with
   * waits for locks and disks.
   */
  readonly query: number;
  /** CPU time of that. The system counts it when it switches threads, so a short one may count as 0. */
  readonly cpu: number;
  readonly sql: string;
  /** Number of statements. */
  readonly queries: number;
}
