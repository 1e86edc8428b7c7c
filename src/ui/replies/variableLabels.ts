import { l10n } from 'vscode';
import type { ReplyKey } from '../../core/replies/replyFile';
import type { ReplyVariable } from '../../core/replies/replyVariables';

/** What a variable is replaced with. */
export function variableLabel(name: ReplyVariable): string {
  switch (name) {
    case 'requester.name':
      return l10n.t('Name of the customer');
    case 'requester.firstName':
      return l10n.t('First name of the customer');
    case 'requester.email':
      return l10n.t('E-mail address of the customer');
    case 'agent.name':
      return l10n.t('Your name');
    case 'agent.firstName':
      return l10n.t('Your first name');
    case 'agent.email':
      return l10n.t('Your e-mail address');
    case 'ticket.id':
      return l10n.t('ID of the ticket');
    case 'ticket.subject':
      return l10n.t('Subject of the ticket');
    case 'chat.id':
      return l10n.t('ID of the chat');
    case 'chat.page':
      return l10n.t('Page where the chat started');
    case 'date':
      return l10n.t('Today’s date');
  }
}

export function keyLabel(key: ReplyKey): string {
  switch (key) {
    case 'title':
      return l10n.t('Name in the list of canned replies');
    case 'languages':
      return l10n.t('Languages of the reply, such as en or pt-BR');
    case 'tags':
      return l10n.t('Words to find the reply by');
  }
}

/** @returns the content of a new file */
export function newReplyText(title: string): string {
  const greeting = l10n.t('Hello {0},', '{{requester.firstName}}');
  return ['---', `title: ${JSON.stringify(title.trim())}`, 'tags: []', '---', greeting, '', '', ''].join(
    '\n',
  );
}
