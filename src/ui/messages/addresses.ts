/** Parses a URL that may be opened in the browser; `undefined` unless it is https or http. */
export function addressOf(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

/** To spread into the view of a URL. */
export function openableIf(url: string | undefined): { readonly openable?: true } {
  return url !== undefined && addressOf(url) ? { openable: true } : {};
}
