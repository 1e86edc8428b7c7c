import { parseArgs } from 'node:util';

/**
 * @typedef {object} StartOptions
 * @property {'web' | 'desktop' | 'any'} where
 * @property {number | undefined} port of the browser workbench
 * @property {boolean} sandbox whether to start the sandbox account and sign in to it
 * @property {'classic' | 'platform'} kind of account
 * @property {number | undefined} tickets number of tickets in the account
 */

/** With the sandbox account the editor listens from the start, so that its chats are seen without a click. */
export const sandboxSettings = { 'livechat.webhooks.autoStart': true };

/**
 * The options of `npm start`, as in its usage text.
 * @param {readonly string[]} args @returns {StartOptions}
 * @throws {Error} with a sentence for the user
 */
export function readStartOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      web: { type: 'boolean', default: false },
      desktop: { type: 'boolean', default: false },
      port: { type: 'string' },
      'no-sandbox': { type: 'boolean', default: false },
      account: { type: 'string', default: 'classic' },
      tickets: { type: 'string' },
    },
  });
  if (values.web && values.desktop) throw new Error('Either --web or --desktop, not both.');
  const { account: kind } = values;
  if (kind !== 'classic' && kind !== 'platform') {
    throw new Error(`--account must be classic or platform, not "${kind}".`);
  }
  return {
    where: values.web ? 'web' : values.desktop ? 'desktop' : 'any',
    port: inRange('--port', values.port, 1, 65_535),
    sandbox: !values['no-sandbox'],
    kind,
    tickets: inRange('--tickets', values.tickets, 25, 20_000),
  };
}

/** @param {string} name @param {string | undefined} value @param {number} least @param {number} most */
function inRange(name, value, least, most) {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (number >= least && number <= most) return number;
  throw new Error(`${name} must be a number from ${least} to ${most}, not "${value}".`);
}
