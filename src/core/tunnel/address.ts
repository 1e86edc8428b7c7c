import { TunnelError } from './tunnel';

/** Whether a host name, as `URL.hostname` has it, is this machine for certain, without asking a name server. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * A public address as a provider hands it out: https, or http on this machine, without trailing slash. Throws
 * for what cannot be the start of a webhook's address.
 */
export function publicAddress(text: string): { readonly url: string; readonly loopbackHttp: boolean } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw badAddress('is not a web address');
  if (url.username !== '' || url.password !== '') throw badAddress('must hold no user name and no password');
  if (url.search !== '' || url.hash !== '') throw badAddress('must hold no query and no fragment');
  const loopbackHttp = url.protocol === 'http:' && isLoopback(url.hostname);
  if (url.protocol !== 'https:' && !loopbackHttp) throw badAddress('must be https');
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''), loopbackHttp };
}

function badAddress(why: string): TunnelError {
  return new TunnelError('policy', `The public address ${why}.`, false);
}
