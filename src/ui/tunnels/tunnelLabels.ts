import { l10n } from 'vscode';
import type { TunnelErrorCode } from '../../core/tunnel/tunnel';

/** @param id of the provider */
export function tunnelName(id: string | undefined): string {
  switch (id) {
    case 'codespaces':
      return l10n.t('forwarded port of this codespace');
    case 'devtunnel':
      return 'Dev Tunnels';
    case 'cloudflared':
      return 'Cloudflare';
    case 'ssh':
      return 'localhost.run (SSH)';
    case 'ngrok':
      return 'ngrok';
    case 'manual':
      return l10n.t('your own address');
    case 'localtunnel':
      return l10n.t('your own localtunnel server');
    case 'team':
      return l10n.t('your team’s NATS server');
    default:
      return l10n.t('tunnel');
  }
}

/** The program that a provider needs. */
const programs: Readonly<Record<string, string>> = { cloudflared: 'cloudflared', ssh: 'ssh', ngrok: 'ngrok' };

/** Why there is no public address, in one sentence. @param id of the provider, if one was selected */
export function whyNoTunnel(code: TunnelErrorCode, id: string | undefined): string {
  const name = tunnelName(id);
  switch (code) {
    case 'needs-consent':
      return id === undefined
        ? l10n.t('No tunnel is selected.')
        : l10n.t('You have not yet allowed events through this tunnel: {0}.', name);
    case 'needs-sign-in':
      return id === 'ngrok'
        ? l10n.t('ngrok needs your authtoken: run “ngrok config add-authtoken” in a terminal.')
        : l10n.t('Dev Tunnels requires you to sign in to GitHub in this editor.');
    case 'not-installed': {
      if (id === 'codespaces') return l10n.t('This machine is not a codespace.');
      const program = id === undefined ? name : (programs[id] ?? name);
      return l10n.t('{0} was not found on the PATH.', program);
    }
    case 'refused-by-account':
      return id === 'devtunnel'
        ? l10n.t('Dev Tunnels does not accept this editor’s GitHub sign-in.')
        : l10n.t('This tunnel refused the sign-in: {0}.', name);
    case 'quota':
      return l10n.t('Tunnel usage limit reached: {0}.', name);
    case 'offline':
      return l10n.t('This tunnel could not be reached: {0}.', name);
    case 'timeout':
      return l10n.t('No public address was received within 30 seconds.');
    case 'policy':
      return whyNotAllowed(id);
    case 'failed':
      return l10n.t('This tunnel could not be opened, or was closed: {0}.', name);
  }
}

function whyNotAllowed(id: string | undefined): string {
  switch (id) {
    case 'codespaces':
      return l10n.t('The forwarded port of this codespace is private.');
    case 'manual':
      return l10n.t('The setting {0} does not contain a usable address.', 'livechat.webhooks.publicUrl');
    case 'localtunnel':
      return l10n.t(
        'The setting {0} must contain the address of your localtunnel server.',
        'livechat.webhooks.publicUrl',
      );
    default:
      return l10n.t('This tunnel is not allowed here: {0}.', tunnelName(id));
  }
}
