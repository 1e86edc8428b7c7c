import { redact } from '../base/redact';

const longestDetail = 2000;

/** Tokens of GitHub and ngrok, and JSON web tokens. */
const tokens =
  /\b(?:gh[a-z]_\w{10,}|github_pat_\w{10,}|eyJ[\w-]{5,}\.[\w-]+\.[\w-]*|[A-Za-z0-9]{20,}_[A-Za-z0-9]{20,})/g;
/** Authorization schemes of Dev Tunnels. */
const schemes = /\b(github|tunnel|aad)\s+[\w.~+/=-]{20,}/gi;
const addresses = /\b(https?:\/\/)(?:[^\s/@"'<>]+@)?([^\s/?#"'<>]+)[^\s"'<>|]*/gi;
/** The receiver's secret path outside a URL. */
const secretPath = /\/lc\/[\w%./~-]+/g;

/** Output of a program or service for the log: tokens are redacted, and URLs reduced to their host. */
export function scrubbed(text: string): string {
  const clean = redact(text.replace(addresses, '$1$2'))
    .replace(tokens, '***')
    .replace(schemes, '$1 ***')
    .replace(secretPath, '/lc/***');
  return clean.length <= longestDetail ? clean : `…${clean.slice(-longestDetail)}`;
}
