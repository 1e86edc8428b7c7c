import { l10n } from 'vscode';
import { asRecord } from '../../core/base/json';
import { parseTeamKey, type TeamKey } from '../../core/team/teamKey';
import {
  decodeCredentials,
  parseTeamServer,
  type TeamCredentials,
  type TeamServer,
} from '../../core/team/teamServers';
import { toastText } from '../messages/failureMessages';
import { LiveChatError } from '../shell/liveChatError';

/** The argument of `livechat.team.join`, checked. */
export interface JoinInput {
  /** Addresses for the setting; absent where it stays as it is. */
  readonly servers?: readonly string[];
  /** As given. */
  readonly credentials: object;
  readonly teamKey: string;
  /** Absent where it stays as it was. */
  readonly receive?: boolean;
}

const shownLength = 80;
const keys: ReadonlySet<string> = new Set(['servers', 'credentials', 'teamKey', 'receive']);

/** @throws LiveChatError `invalid-input` */
export function readJoin(argument: unknown): JoinInput {
  try {
    if (Object.prototype.toString.call(argument) !== '[object Object]') return invalid(unreadable());
    // Only its own fields count, and each is read once: other code may pass an object that changes or fails.
    return readFields({ ...asRecord(argument) });
  } catch (thrown) {
    if (thrown instanceof LiveChatError) throw thrown;
    return invalid(unreadable());
  }
}

function readFields(given: Readonly<Record<string, unknown>>): JoinInput {
  const { servers, credentials, teamKey, receive = false } = given;
  const unknown = Object.keys(given).find((key) => !keys.has(key));
  if (unknown !== undefined) {
    return invalid(l10n.t('“{0}” is not an argument of this command.', toastText(unknown, shownLength)));
  }
  if (servers !== undefined && !isTexts(servers)) return invalid(whyServers(''));
  const wrong = servers?.find((address) => !parseTeamServer(address));
  if (servers?.length === 0 || wrong !== undefined) return invalid(whyServers(wrong ?? ''));
  const decoded = decodeCredentials(credentials);
  if (!decoded) return invalid(whyCredentials());
  if (typeof teamKey !== 'string' || !parseTeamKey(teamKey)) return invalid(whyTeamKey());
  if (typeof receive !== 'boolean') return invalid(l10n.t('“receive” must be true or false.'));
  return {
    ...(servers && { servers: [...servers] }),
    credentials: givenCredentials(decoded),
    teamKey: teamKey.trim(),
    receive,
  };
}

export interface CheckedServers {
  readonly servers: readonly TeamServer[];
  readonly credentials: TeamCredentials;
  readonly key: TeamKey;
}

/**
 * @param servers of the setting or the argument
 * @throws LiveChatError `invalid-input`
 */
export function checkJoin(input: JoinInput, servers: readonly string[]): CheckedServers {
  const parsed = servers.flatMap((address) => parseTeamServer(address) ?? []);
  const [credentials, key] = [decodeCredentials(input.credentials), parseTeamKey(input.teamKey)];
  if (parsed.length === 0) return invalid(whyServers(servers[0] ?? ''));
  if (!credentials) return invalid(whyCredentials());
  if (!key) return invalid(whyTeamKey());
  return { servers: parsed, credentials, key };
}

/** @param address that may not be used; empty where there is none */
export function whyServers(address: string): string {
  const rule = l10n.t(
    'Enter addresses of NATS servers: tls:// or wss://, and nats:// or ws:// on this machine only.',
  );
  if (address === '') return rule;
  return [l10n.t('“{0}” cannot be used.', toastText(address, shownLength)), rule].join(' ');
}

export function whyCredentials(): string {
  return l10n.t('The credentials must be a user and a password, a token, or the text of a .creds file.');
}

export function whyTeamKey(): string {
  return l10n.t('This is not a team key, or a part of it is missing. It begins with “livechat-team-”.');
}

function unreadable(): string {
  return l10n.t('The argument could not be read.');
}

/** As they were given. */
function givenCredentials(credentials: TeamCredentials): object {
  switch (credentials.kind) {
    case 'password':
      return { user: credentials.user, password: credentials.password };
    case 'token':
      return { token: credentials.token };
    case 'creds':
      return { creds: credentials.creds };
  }
}

function invalid(why: string): never {
  throw new LiveChatError('invalid-input', [l10n.t('The team could not be joined.'), why].join(' '));
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
