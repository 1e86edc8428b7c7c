import { randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Compares in constant time for a given length. All secrets of a kind have the same, known length.
 */
export function sameSecret(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The paths that lead to the receiver: `/lc/INSTALLID/RANDOM` with 192 random bits. */
export class SecretPaths {
  private readonly valid = new Set<string>();
  private now: string;

  /**
   * @param earlier a path to continue with; ignored where it is not one of this installation
   * @throws RangeError
   */
  constructor(
    private readonly installId: string,
    earlier?: string,
  ) {
    if (!/^[\w-]{1,64}$/.test(installId)) throw new RangeError('A malformed install id.');
    const isOurs =
      earlier?.startsWith(`/lc/${installId}/`) === true && /^\/lc\/[\w-]+\/[\w-]{32}$/.test(earlier);
    this.now = isOurs ? earlier : this.make();
    this.valid.add(this.now);
  }

  get current(): string {
    return this.now;
  }

  rotate(): string {
    this.now = this.make();
    this.valid.add(this.now);
    return this.now;
  }

  retire(path: string): void {
    if (path !== this.now) this.valid.delete(path);
  }

  /** The valid path of a request. Compares all of them, so that the time does not tell which it is. */
  match(asked: string): string | undefined {
    let found: string | undefined;
    for (const path of this.valid) if (sameSecret(asked, path)) found = path;
    return found;
  }

  private make(): string {
    return `/lc/${this.installId}/${randomBytes(24).toString('base64url')}`;
  }
}
