/** An address that may be handed to a browser; `undefined` for everything but https and http. */
export function addressOf(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

/** To be spread into what a page shows of an address. */
export function openableIf(url: string | undefined): { readonly openable?: true } {
  return url !== undefined && addressOf(url) ? { openable: true } : {};
}
