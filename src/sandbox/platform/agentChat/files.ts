import type { Clock } from '../../../core/base/clock';
import { codeOf } from '../formats';
import { PlatformError, wrongFormat } from '../platformError';

const MAX_BYTES = 10 * 1024 * 1024;
const UNSENT_LIFETIME = 24 * 3_600_000;
/** Assumed: which files count as executable is not documented. */
const EXECUTABLE = /\.(exe|bat|cmd|com|msi|scr|ps1|sh|jar|app|dmg|apk)$/i;

interface StoredFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** Epoch milliseconds; absent once an event refers to the file. */
  expiresAt?: number;
}

/** Uploaded files, served from the sandbox's own address in place of LiveChat's CDN. */
export class Files {
  private readonly byId = new Map<string, StoredFile>();
  private uploads = 0;

  /** @param baseUrl returns the address below which the files are */
  constructor(
    private readonly clock: Clock,
    private readonly baseUrl: () => string,
  ) {}

  /**
   * @returns the address of the file, which is valid for 24 hours unless an event with it is sent
   * @throws PlatformError for more than 10 MB, and for an executable
   */
  upload(name: string, contentType: string, bytes: Uint8Array): string {
    if (bytes.byteLength > MAX_BYTES) {
      throw new PlatformError('entity_too_large', 'Upload limit exceeded (10MB).');
    }
    if (EXECUTABLE.test(name)) throw wrongFormat();
    this.uploads += 1;
    const id = codeOf('file', this.uploads, name).toLowerCase();
    this.byId.set(id, { name, contentType, bytes, expiresAt: this.clock.now() + UNSENT_LIFETIME });
    return `${this.baseUrl()}/${id}/${encodeURIComponent(name)}`;
  }

  /** A file that has not expired. */
  find(id: string): StoredFile | undefined {
    const file = this.byId.get(id);
    return file?.expiresAt !== undefined && file.expiresAt <= this.clock.now() ? undefined : file;
  }

  /** Keeps a file because an event refers to it. @returns the fields of the event; `undefined` for an unknown address */
  send(url: string): object | undefined {
    const base = this.baseUrl();
    const [id = ''] = url.startsWith(`${base}/`) ? url.slice(base.length + 1).split('/') : [];
    const file = this.find(id);
    if (!file) return undefined;
    delete file.expiresAt;
    const { name, contentType, bytes } = file;
    const fields = { name, url, content_type: contentType, size: bytes.byteLength };
    if (!contentType.startsWith('image/')) return fields;
    return {
      ...fields,
      ...sizeOf(bytes),
      thumbnail_url: `${url}?thumbnail`,
      thumbnail2x_url: `${url}?thumbnail2x`,
    };
  }
}

/** Width and height of a PNG; those of other images are assumed. */
function sizeOf(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  const isPng = bytes.byteLength >= 24 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;
  if (!isPng) return { width: 640, height: 480 };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
