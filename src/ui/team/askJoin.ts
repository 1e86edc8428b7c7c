import { l10n, Uri, window, workspace, type QuickPickItem } from 'vscode';
import { parseTeamServer } from '../../core/team/teamServers';
import { parseTeamKey } from '../../core/team/teamKey';
import { decodeCredentials } from '../../core/team/teamServers';
import { pickStep, textStep, type StepResult, type TextStep } from '../shell/steps';
import { whyCredentials, whyServers, whyTeamKey, type JoinInput } from './joinInput';

type Kind = 'password' | 'token' | 'creds';

interface KindItem extends QuickPickItem {
  readonly kindOf: Kind;
}

const totalSteps = 4;
const examples = { server: 'tls://nats.example.com:4222', teamKey: 'livechat-team-…' } as const;

/**
 * Asks for servers, credentials and the team key, with Back in each step.
 * @param servers those of the setting
 * @param join resolves to why it did not succeed; the last step then stays open
 * @returns whether the team was joined
 */
export async function askJoin(
  servers: readonly string[],
  join: (input: JoinInput) => Promise<string | undefined>,
): Promise<boolean> {
  let addresses = servers;
  let kind: Kind | undefined;
  let credentials: object | undefined;
  for (let step = 1; ;) {
    let result: StepResult<unknown>;
    if (step === 1) {
      const asked = await askServers(addresses);
      if (asked.kind === 'done') addresses = asked.value;
      result = asked;
    } else if (step === 2) {
      const asked = await askKind();
      if (asked.kind === 'done') kind = asked.value.kindOf;
      result = asked;
    } else if (step === 3) {
      const asked = await askCredentials(kind ?? 'password');
      if (asked.kind === 'done') credentials = asked.value;
      result = asked;
    } else {
      const given = credentials ?? {};
      result = await askKey((teamKey) => join({ servers: addresses, credentials: given, teamKey }));
      if (result.kind === 'done') return true;
    }
    if (result.kind === 'cancelled') return false;
    step += result.kind === 'back' ? -1 : 1;
  }
}

function place(step: number): Pick<TextStep, 'title' | 'step' | 'totalSteps' | 'back'> {
  return { title: l10n.t('Join a Team'), step, totalSteps, back: step > 1 };
}

function addressesIn(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((address) => address !== '');
}

async function askServers(servers: readonly string[]): Promise<StepResult<readonly string[]>> {
  const asked = await textStep({
    ...place(1),
    prompt: l10n.t('Addresses of your team’s NATS servers'),
    placeholder: examples.server,
    value: servers.join(', '),
    accept: (text) => {
      const given = addressesIn(text);
      const wrong = given.find((address) => !parseTeamServer(address));
      return given.length === 0 || wrong !== undefined ? whyServers(wrong ?? '') : undefined;
    },
  });
  return asked.kind === 'done' ? { kind: 'done', value: addressesIn(asked.value) } : asked;
}

async function askKind(): Promise<StepResult<KindItem>> {
  const items: readonly KindItem[] = [
    { label: l10n.t('User and Password'), kindOf: 'password' },
    { label: l10n.t('Token'), kindOf: 'token' },
    { label: l10n.t('Credentials File…'), kindOf: 'creds' },
  ];
  return await pickStep({ ...place(2), placeholder: l10n.t('Kind of credentials'), items });
}

async function askCredentials(kind: Kind): Promise<StepResult<object>> {
  if (kind === 'creds') return await askFile();
  if (kind === 'token') {
    const token = await askText(l10n.t('Token'), true);
    return token.kind === 'done' ? { kind: 'done', value: { token: token.value } } : token;
  }
  for (;;) {
    const user = await askText(l10n.t('User'), false);
    if (user.kind !== 'done') return user;
    const password = await askText(l10n.t('Password'), true);
    if (password.kind === 'cancelled') return password;
    if (password.kind === 'done') {
      return { kind: 'done', value: { user: user.value, password: password.value } };
    }
  }
}

async function askText(prompt: string, password: boolean): Promise<StepResult<string>> {
  return await textStep({
    ...{ ...place(3), prompt, password, value: '' },
    accept: (text) => (text === '' ? whyCredentials() : undefined),
  });
}

async function askFile(): Promise<StepResult<object>> {
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t('Join a Team'),
      openLabel: l10n.t('Use Credentials'),
      filters: { [l10n.t('Credentials of NATS')]: ['creds'], [l10n.t('All Files')]: ['*'] },
    })) ?? [];
  if (!(file instanceof Uri)) return { kind: 'back' };
  const creds = new TextDecoder().decode(await workspace.fs.readFile(file));
  if (decodeCredentials({ creds })) return { kind: 'done', value: { creds } };
  void window.showErrorMessage(whyCredentials());
  return { kind: 'back' };
}

async function askKey(join: (teamKey: string) => Promise<string | undefined>): Promise<StepResult<string>> {
  return await textStep({
    ...place(4),
    prompt: l10n.t('Team key'),
    placeholder: examples.teamKey,
    value: '',
    password: true,
    accept: async (text) => (parseTeamKey(text) ? await join(text.trim()) : whyTeamKey()),
  });
}
