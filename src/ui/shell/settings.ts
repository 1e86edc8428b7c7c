import { ConfigurationTarget, workspace } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { arrivalKinds, type ArrivalKind } from '../../core/domain/arrival';
import { fail } from '../../core/domain/failure';
import { readWaitThresholds, type WaitThresholds } from '../../core/domain/ticketWait';
import { surfaces, type NotifiedKind, type Surface } from '../../core/events/status/notification';
import { tunnelIds, type TunnelId } from '../../core/tunnel/chooseTunnel';
import {
  chatSettings,
  localDataSettings,
  presenceSettings,
  replySettings,
  settingKeys,
  surfaceSettings,
  teamSettings,
  ticketSettings,
  type SettingKey,
} from '../../manifest';

/** Read at each call. Malformed values count as the default, so that reading never fails. */
export interface ListeningSettings {
  autoStart(): boolean;
  /** Known kinds, without duplicates. */
  events(): readonly ArrivalKind[];
  tunnel(): TunnelId | 'auto';
  /** As entered; the caller validates it. */
  publicUrl(): string;
  /** 0: any free port. */
  port(): number;
  /** As entered, see `quietHoursEnd`. */
  quietHours(): string;
}

export interface Settings {
  /** Valid URL without a trailing slash. @throws FailureError `invalid-input` with the setting's name */
  apiUrl(): string;
  /** The same for the HelpDesk API. */
  helpdeskUrl(): string;
  /** The same for the Global Accounts API. */
  accountsUrl(): string;
  /** Whole number from 1. */
  callsPerMinute(): number;
  /** Calls per month, 0 for no budget. A malformed value counts as no budget, so that no call fails because of it. */
  monthlyBudget(): number;
  /** Which key sends a message in a chat. */
  chatSendKey(): 'enter' | 'ctrlEnter';
  readonly listening: ListeningSettings;
  /** Calls back once per change that affects one of these settings. */
  onDidChange(keys: readonly SettingKey[], listener: () => void): Disposable;
}

function read(key: string): unknown {
  return workspace.getConfiguration().get(key);
}

/** Not among the `Settings`, because only lazy bundles use it. */
export function surfaceOf(kind: NotifiedKind): Surface {
  const value = read(surfaceSettings[kind]);
  return surfaces.find((surface) => surface === value) ?? 'toast';
}

/** Days for which things are kept on this machine; 0 keeps nothing. Not among the `Settings` for the same reason. */
export function localDataDays(): number {
  const value = read(localDataSettings.days);
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : 30;
}

/** Calls a day that may fetch what the user is likely to open next; 0 for none. */
export function prefetchPerDay(): number {
  const value = read(localDataSettings.prefetchPerDay);
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : 100;
}

export function onDidChangeLocalDataDays(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(localDataSettings.days)) listener();
  });
}

/** After how many minutes a wait for an answer to a ticket is long, and too long. */
export function waitThresholds(): WaitThresholds {
  return readWaitThresholds(read(ticketSettings.waitingMinutes));
}

export function onDidChangeWaitThresholds(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(ticketSettings.waitingMinutes)) listener();
  });
}

/** As entered, see `readTicketViews`. */
export function ticketViews(): unknown {
  return read(ticketSettings.views);
}

/** @throws Error if the editor cannot write the settings */
export async function keepTicketViews(views: readonly unknown[]): Promise<void> {
  await workspace.getConfiguration().update(ticketSettings.views, views, ConfigurationTarget.Global);
}

export function onDidChangeTicketViews(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(ticketSettings.views)) listener();
  });
}

export function hasTeamServers(): boolean {
  return teamServers().length > 0;
}

/** As entered, without what is no text. */
export function teamServers(): readonly string[] {
  const value: unknown = read(teamSettings.servers);
  const servers: readonly unknown[] = Array.isArray(value) ? value : [];
  return servers.filter((one) => typeof one === 'string');
}

/** Name of the team's stream. */
export function teamStream(): string {
  const value = read(teamSettings.stream);
  return typeof value === 'string' && /^[\w-]+$/.test(value) ? value : 'LIVECHAT';
}

/** Ids of the groups of which a member gets the team's events; all where empty. */
export function teamGroups(): readonly number[] {
  const value: unknown = read(teamSettings.groups);
  const groups: readonly unknown[] = Array.isArray(value) ? value : [];
  return groups.filter((one): one is number => Number.isInteger(one) && Number(one) >= 0);
}

/** @throws Error if the editor cannot write the settings */
export async function keepTeamServers(servers: readonly string[]): Promise<void> {
  await workspace.getConfiguration().update(teamSettings.servers, servers, ConfigurationTarget.Global);
}

export function onDidChangeTeamSettings(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (Object.values(teamSettings).some((key) => event.affectsConfiguration(key))) listener();
  });
}

/** Seconds in which a reply can be taken back; 0 for none. */
export function takeBackSeconds(): number {
  const value = read(replySettings.takeBackSeconds);
  return typeof value === 'number' && value > 0 ? Math.min(Math.round(value), 30) : 0;
}

export function onDidChangeTakeBackSeconds(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(replySettings.takeBackSeconds)) listener();
  });
}

/** Minutes; 0 for never. */
export function waitingMinutes(): number {
  const value = read(chatSettings.waitingMinutes);
  return typeof value === 'number' && value > 0 ? value : 0;
}

/** Whether the last window hands over the chats of which the person is the only agent. */
export function handsOverAtClose(): boolean {
  return read(chatSettings.handOverAtClose) === true;
}

/** Whether people are masked. */
export function isShielded(): boolean {
  return read(settingKeys.shield) === true;
}

export async function setShield(isOn: boolean): Promise<void> {
  await workspace.getConfiguration().update(settingKeys.shield, isOn, true);
}

/** Whether agents see what others read and type. */
export function isPresenceEnabled(): boolean {
  return read(presenceSettings.enabled) === true;
}

export function onDidChangePresence(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(presenceSettings.enabled)) listener();
  });
}

/** The person's own folder for canned replies, as entered. */
export function repliesFolder(): unknown {
  return read(settingKeys.repliesFolder);
}

/**
 * Accepts https, and http on loopback only, so that a key is never sent unencrypted.
 * @param setting named in the failure
 */
export function checkedAddress(value: unknown, setting: string): string {
  const unfit = (): never => fail({ code: 'invalid-input', field: setting, reasons: [] });
  if (typeof value !== 'string' || !URL.canParse(value)) return unfit();
  const { protocol, hostname, username, password, search, hash } = new URL(value);
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback)) return unfit();
  if (username || password || search || hash) return unfit();
  return value.replace(/\/+$/, '');
}

export function editorSettings(): Settings {
  return {
    apiUrl: () => checkedAddress(read(settingKeys.apiUrl), settingKeys.apiUrl),
    helpdeskUrl: () => checkedAddress(read(settingKeys.helpdeskUrl), settingKeys.helpdeskUrl),
    accountsUrl: () => checkedAddress(read(settingKeys.accountsUrl), settingKeys.accountsUrl),
    callsPerMinute: () => {
      const value = read(settingKeys.callsPerMinute);
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
        return fail({ code: 'invalid-input', field: settingKeys.callsPerMinute, reasons: [] });
      }
      return value;
    },
    monthlyBudget: () => {
      const value = read(settingKeys.monthlyBudget);
      return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 0;
    },
    chatSendKey: () => (read(settingKeys.chatSendKey) === 'ctrlEnter' ? 'ctrlEnter' : 'enter'),
    listening: {
      autoStart: () => read(settingKeys.autoStart) === true,
      events: () => {
        const value = read(settingKeys.webhookEvents);
        return Array.isArray(value) ? arrivalKinds.filter((kind) => value.includes(kind)) : arrivalKinds;
      },
      tunnel: () => tunnelIds.find((id) => id === read(settingKeys.tunnel)) ?? 'auto',
      publicUrl: () => {
        const value = read(settingKeys.publicUrl);
        return typeof value === 'string' ? value.trim() : '';
      },
      port: () => {
        const value = read(settingKeys.webhookPort);
        const isPort = typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;
        return isPort ? value : 0;
      },
      quietHours: () => {
        const value = read(settingKeys.quietHours);
        return typeof value === 'string' ? value : '';
      },
    },
    onDidChange: (keys, listener) =>
      workspace.onDidChangeConfiguration((event) => {
        if (keys.some((key) => event.affectsConfiguration(key))) listener();
      }),
  };
}
