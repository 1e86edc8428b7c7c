/** A file in a chat or ticket. The address was chosen by its sender. */
export interface SharedFile {
  readonly name?: string;
  readonly url?: string;
  /** In bytes. */
  readonly size?: number;
  readonly content_type?: string;
}
