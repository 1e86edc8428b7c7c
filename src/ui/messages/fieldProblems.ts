import { l10n } from 'vscode';
import type { FieldProblem } from '../../core/domain/input/fieldProblem';

/**
 * The problem of an input, in one sentence.
 * @param nameOf the field's name for the reader: its label in a form, its key in code
 */
export function problemText(problem: FieldProblem, nameOf: (field: string) => string): string {
  const name = nameOf(problem.field);
  switch (problem.code) {
    case 'required':
      return l10n.t('Fill in “{0}”.', name);
    case 'not-an-email':
      return l10n.t('“{0}” must be an e-mail address, such as you@example.com.', name);
    case 'not-a-whole-number':
      return l10n.t('“{0}” must be a whole number.', name);
    case 'not-yes-or-no':
      return l10n.t('“{0}” must be yes or no.', name);
    case 'not-a-url':
      return l10n.t('“{0}” must be a web address that begins with https:// or http://.', name);
    case 'not-a-day':
      return l10n.t('“{0}” must be a date in the format YYYY-MM-DD, such as 2026-01-31.', name);
    case 'not-a-time':
      return l10n.t(
        '“{0}” must be a date or a time with a time zone, such as 2026-01-31 or 2026-01-31T09:00:00Z.',
        name,
      );
    case 'not-text':
      return l10n.t('“{0}” must be text.', name);
    case 'not-a-list':
      return l10n.t('“{0}” must be a list.', name);
    case 'not-an-object':
      return problem.field === ''
        ? l10n.t('The argument must be an object.')
        : l10n.t('“{0}” must be an object.', name);
    case 'only-for-chat-window':
      return onlyForChatWindow(name);
    case 'unknown-field':
      return l10n.t('Unknown field “{0}”.', name);
    case 'not-unique':
      return l10n.t('“{0}” must differ from that of the others.', name);
    case 'nothing-to-change':
      return l10n.t('There is nothing to change.');
    case 'too-short':
      return l10n.t('“{0}” needs at least {1} characters.', name, problem.least);
    case 'too-long':
      return l10n.t('“{0}” may have at most {1} characters.', name, problem.most);
    case 'too-many-bytes':
      return l10n.t('“{0}” may have at most {1} bytes.', name, problem.most);
    case 'not-together':
      return l10n.t('“{0}” cannot be combined with “{1}”.', name, nameOf(problem.with));
    case 'out-of-range':
      return problem.most === undefined
        ? l10n.t('“{0}” must be {1} or more.', name, problem.least)
        : l10n.t('“{0}” must be between {1} and {2}.', name, problem.least, problem.most);
    case 'not-a-choice':
      return l10n.t('“{0}” must be one of: {1}.', name, problem.choices.join(', '));
    case 'earlier-than':
      return l10n.t('“{0}” is before “{1}”.', name, nameOf(problem.than));
  }
}

export function onlyForChatWindow(name: string): string {
  return l10n.t('“{0}” applies only to tickets from the chat window.', name);
}
