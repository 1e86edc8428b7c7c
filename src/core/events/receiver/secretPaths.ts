import { randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Compares in constant time for strings of the same length. The length is not secret: all secrets of a kind have the
 * same one.
 */
export function equalSecrets(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The valid paths of the receiver: `/lc/INSTALLID/RANDOM` with 192 random bits. */
export class SecretPaths {
  private readonly valid = new Set<string>();
  private currentPath: string;

  /**
   * @param earlier a path to continue with; ignored unless it is one of this installation
   * @throws RangeError
   */
  constructor(
    private readonly installId: string,
    earlier?: string,
  ) {
    if (!/^[\w-]{1,64}$/.test(installId)) throw new RangeError('Malformed install id.');
    const isValid =
      earlier?.startsWith(`/lc/${installId}/`) === true && /^\/lc\/[\w-]+\/[\w-]{32}$/.test(earlier);
    this.currentPath = isValid ? earlier : this.create();
    this.valid.add(this.currentPath);
  }

  get current(): string {
    return this.currentPath;
  }

  rotate(): string {
    this.currentPath = this.create();
    this.valid.add(this.currentPath);
    return this.currentPath;
  }

  retire(path: string): void {
    if (path !== this.currentPath) this.valid.delete(path);
  }

  /** The valid path that equals a request's. Compares with all, so that the time does not depend on which matches. */
  match(requested: string): string | undefined {
    let found: string | undefined;
    for (const path of this.valid) if (equalSecrets(requested, path)) found = path;
    return found;
  }

  private create(): string {
    return `/lc/${this.installId}/${randomBytes(24).toString('base64url')}`;
  }
}
