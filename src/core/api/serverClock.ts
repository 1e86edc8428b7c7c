/** How far LiveChat's clock is ahead of this machine's, as the `Date` headers of its responses tell. */
export class ServerClock {
  private offset: number | undefined;

  /** Milliseconds, exact to some seconds; `undefined` before the first response. */
  get offsetMs(): number | undefined {
    return this.offset;
  }

  /** For `Endpoint.onHeaders`. */
  readonly readHeaders = (header: (name: string) => string | undefined): void => {
    const time = Date.parse(header('date') ?? '');
    if (!Number.isNaN(time)) this.offset = time - Date.now();
  };
}
