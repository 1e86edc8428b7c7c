/** Path of a webhook's address that leads to an extension like this one: `/lc/INSTALLID/RANDOM`. */
const ownPath = /\/lc\/([\w-]{1,64})\/[\w-]{32}$/;

/** The installation that an address belongs to; `undefined` where it is no address of this extension. */
export function installOf(url: string): string | undefined {
  return URL.canParse(url) ? ownPath.exec(new URL(url).pathname)?.[1] : undefined;
}

/** The secret path of an address of this extension, without a prefix that a proxy may need. */
export function pathOf(url: string): string | undefined {
  return URL.canParse(url) ? ownPath.exec(new URL(url).pathname)?.[0] : undefined;
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
