/** A file in a chat or ticket. The address was chosen by its sender. */
export interface SharedFile {
  readonly name?: string;
  readonly url?: string;
  /** In bytes. */
  readonly size?: number;
  readonly content_type?: string;
}

/** A text, followed by the addresses of files, each on its own line. */
export function withAddresses(text: string, files: readonly SharedFile[]): string {
  return [text, ...files.flatMap(({ url }) => url ?? [])].filter((line) => line !== '').join('\n');
}

/** Maximum size of a file (LiveChat docs, Agent Chat Web API: "Upload file"). */
export const maxFileBytes = 10 * 1024 * 1024;

export interface FileUpload {
  readonly name: string;
  /** MIME type, by which LiveChat knows images. */
  readonly type?: string;
  readonly bytes: Uint8Array;
}
