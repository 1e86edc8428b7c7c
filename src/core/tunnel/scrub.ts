import { redact } from '../base/redact';

const longestDetail = 2000;

/** Tokens of GitHub and ngrok, and JSON web tokens, wherever they stand. */
const tokens =
  /\b(?:gh[a-z]_\w{10,}|github_pat_\w{10,}|eyJ[\w-]{5,}\.[\w-]+\.[\w-]*|[A-Za-z0-9]{20,}_[A-Za-z0-9]{20,})/g;
/** Authorization schemes of Dev Tunnels. */
const schemes = /\b(github|tunnel|aad)\s+[\w.~+/=-]{20,}/gi;
const addresses = /\b(https?:\/\/)(?:[^\s/@"'<>]+@)?([^\s/?#"'<>]+)[^\s"'<>|]*/gi;
/** The receiver's own path, where it stands without an address. */
const secretPath = /\/lc\/[\w%./~-]+/g;

/** What a program or a service said, fit for a log: no tokens, and of addresses the host alone. */
export function scrubbed(text: string): string {
  const clean = redact(text.replace(addresses, '$1$2'))
    .replace(tokens, '***')
    .replace(schemes, '$1 ***')
    .replace(secretPath, '/lc/***');
  return clean.length <= longestDetail ? clean : `…${clean.slice(-longestDetail)}`;
}
