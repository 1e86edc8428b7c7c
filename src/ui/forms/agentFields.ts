import { l10n } from 'vscode';
import { loginStatuses, type AgentDetail } from '../../core/domain/agent';
import type { AgentCapabilities } from '../../core/domain/capabilities';
import { oneLine } from '../../core/base/plainText';
import type { FieldSpec, FormSpec } from '../../protocol/form';
import { formLabels } from './formMessages';
import { groupsField, including, missingLists, type Choices } from './choices';

export function createAgentTitle(): string {
  return l10n.t('Create Agent');
}

export function createAgentSpec(choices: Choices): FormSpec {
  const { agents: can } = choices.can;
  return {
    id: 'agent.new',
    title: createAgentTitle(),
    submitLabel: l10n.t('Create Agent'),
    labels: formLabels(),
    ...missingLists([l10n.t('Groups'), choices.groups]),
    fields: [
      {
        kind: 'email',
        name: 'login',
        label: l10n.t('Login'),
        help: l10n.t('The e-mail address with which the agent signs in to LiveChat.'),
        required: true,
        placeholder: 'you@example.com',
      },
      { kind: 'text', name: 'name', label: l10n.t('Name'), required: true },
      { kind: 'text', name: 'job_title', label: l10n.t('Job title'), default: 'Support Agent' },
      permissionField(can, 'normal'),
      loginStatusField(can.defaults.login_status),
      maxChatsField(can, String(can.defaults.max_chats_count)),
      ...groupsField(choices.groups),
      ...(can.draft.includes('password') ? [passwordField()] : []),
    ],
  };
}

export function editAgentTitle(login: string): string {
  return l10n.t('Edit Agent {0}', login);
}

export function editAgentSpec(choices: Choices, agent: AgentDetail): FormSpec {
  const { agents: can } = choices.can;
  return {
    id: 'agent.edit',
    title: editAgentTitle(oneLine(agent.login, 60)),
    submitLabel: l10n.t('Save Agent'),
    labels: formLabels(),
    ...missingLists([l10n.t('Groups'), choices.groups]),
    fields: [
      { kind: 'text', name: 'name', label: l10n.t('Name'), required: true },
      { kind: 'text', name: 'job_title', label: l10n.t('Job title') },
      permissionField(can, agent.permission ?? ''),
      loginStatusField(agent.login_status ?? ''),
      maxChatsField(can),
      ...groupsField(choices.groups, agent.groups),
    ],
  };
}

function permissionField(can: AgentCapabilities, present: string): FieldSpec {
  const options = can.permissions.map((value) => ({ value, label: permissionName(value) }));
  return {
    kind: 'choice',
    name: 'permission',
    label: l10n.t('Permission'),
    options: including([...options].reverse(), present, permissionName(present)),
    default: present,
  };
}

function loginStatusField(present: string): FieldSpec {
  const options = loginStatuses.map((value) => ({ value, label: loginStatusName(value) }));
  return {
    kind: 'choice',
    name: 'login_status',
    label: l10n.t('Status after signing in'),
    options: including(options, present, loginStatusName(present)),
    default: present,
  };
}

function maxChatsField({ maxChats: mostChats }: AgentCapabilities, first?: string): FieldSpec {
  return {
    kind: 'number',
    name: 'max_chats_count',
    label: l10n.t('Chats at the same time'),
    help:
      mostChats === undefined
        ? l10n.t('Maximum number of chats at the same time, as a whole number.')
        : l10n.t('Maximum number of chats at the same time, as a whole number up to {0}.', mostChats),
    ...(first === undefined ? {} : { default: first }),
  };
}

function passwordField(): FieldSpec {
  return {
    kind: 'password',
    name: 'password',
    label: l10n.t('Password'),
    help: l10n.t(
      'At least 5 characters. If empty, LiveChat sends an invitation by e-mail. Passwords are never saved in drafts.',
    ),
  };
}

function permissionName(permission: string): string {
  switch (permission) {
    case 'owner':
      return l10n.t('Owner');
    case 'viceowner':
      return l10n.t('Vice owner');
    case 'administrator':
      return l10n.t('Administrator');
    case 'normal':
      return l10n.t('Normal');
    default:
      return permission === '' ? '—' : oneLine(permission, 40);
  }
}

function loginStatusName(status: string): string {
  switch (status) {
    case 'accepting chats':
      return l10n.t('Accepting chats');
    case 'not accepting chats':
      return l10n.t('Not accepting chats');
    default:
      return status === '' ? '—' : oneLine(status, 40);
  }
}
