import { l10n, window, type QuickPickItem } from 'vscode';
import type { TunnelId } from '../../core/tunnel/chooseTunnel';
import { settingKeys } from '../../manifest';
import { openSetting } from '../messages/failureMessages';
import type { GithubSession } from './githubSession';
import type { ConsentQuestion, TunnelQuestions } from './tunnelPicker';
import { tunnelName } from './tunnelLabels';

/** The questions as dialogs and lists of the editor. */
export function tunnelQuestions(github: GithubSession): TunnelQuestions {
  return {
    which: whichTunnel,
    consent: askConsent,
    signIn: async () => (await github.authorization(true)) !== undefined,
  };
}

interface TunnelItem extends QuickPickItem {
  readonly id?: TunnelId;
}

async function whichTunnel(among: readonly TunnelId[]): Promise<TunnelId | undefined> {
  const own: TunnelItem = {
    label: `$(link) ${l10n.t('Use your own address…')}`,
    detail: l10n.t('Opens the settings. You route the address to a port on this machine.'),
  };
  const items = [...among.map(itemOf), ...(among.includes('manual') ? [] : [own])];
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Start Listening'),
    placeHolder: l10n.t('Select how LiveChat events reach this machine'),
    ignoreFocusOut: true,
  });
  if (picked && picked.id === undefined) await openSetting(settingKeys.publicUrl);
  return picked?.id;
}

function itemOf(id: TunnelId): TunnelItem {
  switch (id) {
    case 'codespaces':
      return {
        id,
        label: `$(github) ${l10n.t('Forwarded port of this codespace')}`,
        detail: l10n.t('GitHub runs it. You make the port public.'),
      };
    case 'devtunnel':
      return {
        id,
        label: `$(github) ${l10n.t('Sign in with GitHub and use Dev Tunnels')}`,
        detail: l10n.t('Microsoft runs it. The address is yours alone and stays the same.'),
      };
    case 'cloudflared':
      return {
        id,
        label: `$(cloud) ${l10n.t('Cloudflare quick tunnel')}`,
        detail: l10n.t('Cloudflare runs it, without an account. The address changes each time.'),
      };
    case 'ssh':
      return {
        id,
        label: `$(terminal) ${l10n.t('SSH to localhost.run')}`,
        detail: l10n.t('Operated by localhost.run, without an account. The address changes each time.'),
      };
    case 'ngrok':
      return {
        id,
        label: `$(globe) ${tunnelName(id)}`,
        detail: l10n.t('Operated by ngrok, with your ngrok account.'),
      };
    case 'manual':
      return {
        id,
        label: `$(link) ${l10n.t('Your own address')}`,
        detail: l10n.t('As configured in {0}.', settingKeys.publicUrl),
      };
    case 'localtunnel':
      return {
        id,
        label: `$(server) ${l10n.t('Your own localtunnel server')}`,
        detail: l10n.t('As configured in {0}.', settingKeys.publicUrl),
      };
  }
}

async function askConsent({ provider, host }: ConsentQuestion): Promise<boolean> {
  const agree = { title: l10n.t('Agree and Listen') };
  const other = { title: l10n.t('Use Another Tunnel') };
  const name = host ?? withOperator(tunnelName(provider.id), provider.operator);
  const chosen = await window.showWarningMessage(
    l10n.t('Allow LiveChat events to reach this machine through {0}?', name),
    { modal: true, detail: detailOf(provider, host) },
    agree,
    other,
  );
  if (chosen === other) await openSetting(settingKeys.tunnel);
  return chosen === agree;
}

function withOperator(name: string, operator: string): string {
  return name.includes(operator) ? name : `${name} (${operator})`;
}

function detailOf(provider: ConsentQuestion['provider'], host: string | undefined): string {
  const what = l10n.t('Events contain what customers write: names, e-mail addresses and messages.');
  const who =
    host === undefined
      ? l10n.t(
          '{0} runs the machines in between and can read all of it, including the webhook’s secret.',
          provider.operator,
        )
      : l10n.t(
          'Whoever runs {0}, or anything else between the internet and this machine, can read all of it, including the webhook’s secret.',
          host,
        );
  const account = provider.anonymousService
    ? [
        l10n.t(
          'This service has no accounts: the address changes each time and may be reassigned to someone else later.',
        ),
      ]
    : [];
  const leg =
    provider.id === 'localtunnel'
      ? [l10n.t('Events are not encrypted between that server and this machine.')]
      : [];
  const open = l10n.t(
    'While you are listening, a public internet address leads to one port on this machine. Requests without the secret in that address are rejected there. Stop Listening removes the address.',
  );
  return [what, [who, ...account, ...leg].join(' '), open].join('\n\n');
}
