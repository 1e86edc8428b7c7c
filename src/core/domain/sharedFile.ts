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
