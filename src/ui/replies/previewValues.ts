import { omitUndefined } from '../../core/domain/input/inputReader';
import type { ReplyValues } from '../../core/replies/replyVariables';
import type { Shown } from '../../core/shield/shownValues';

/** The values of variables as a preview shows them. What is inserted has the real ones. */
export function previewValues(values: ReplyValues, shown: Pick<Shown, 'person' | 'ticket'>): ReplyValues {
  const { 'requester.name': name, 'requester.email': mail, 'requester.firstName': first } = values;
  const { 'ticket.subject': subject, 'chat.page': url } = values;
  const requester = omitUndefined({ name, mail });
  const masked = shown.person(requester);
  const about = shown.ticket({
    ...{ id: values['ticket.id'] ?? '', requester, source: omitUndefined({ url }) },
    ...omitUndefined({ subject }),
  });
  return {
    ...values,
    ...omitUndefined({
      'requester.name': masked.name,
      'requester.firstName': masked.name === name ? first : masked.name,
      'requester.email': masked.mail,
      'ticket.subject': about.subject,
      'chat.page': about.source.url,
    }),
  };
}
