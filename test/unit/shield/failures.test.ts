import assert from 'node:assert/strict';
import type { Failure } from '../../../src/core/domain/failure';
import type { ScheduledItem } from '../../../src/core/scheduling/scheduledItem';
import type { DetailState } from '../../../src/protocol/detail';
import { HiddenFields } from '../../../src/ui/forms/hiddenFields';
import { whyOf } from '../../../src/ui/messages/failureMessages';
import { noticeText } from '../../../src/ui/scheduling/scheduleTexts';
import { noShield } from '../../../src/ui/shell/shield';
import { shownTexts } from '../../../src/ui/ticketDetail/detailMessages';
import type { CardModel } from '../../../src/ui/visitorCard/cardModel';
import { cardLabels, cardState } from '../../../src/ui/visitorCard/cardView';
import { liveLabels, openLive } from '../chatDetail/support/openLive';
import { chat, leftIn, mail, name, shieldOf, shieldView, ticket } from './support/people';

/** What LiveChat said before the shield was switched on. */
const refused: Failure = { code: 'forbidden', reasons: [`${name} <${mail}> at 203.0.113.77 is blocked`] };

describe('a failure that is on the screen when the shield is switched on is masked in', () => {
  const { shown } = shieldOf();
  before(() => void shown.ticket(ticket));

  /** @param draw as the surface is drawn @param text what is masked */
  const check = (draw: (now: typeof shown) => unknown): void => {
    const [open, masked] = [draw(noShield.shown), draw(shown)].map((value) => JSON.stringify(value));
    assert.match(open ?? '', /is blocked/);
    assert.ok(leftIn(open).length > 0);
    assert.match(masked ?? '', /is blocked/);
    assert.deepEqual(leftIn(masked), []);
  };

  it('the panel of a ticket: its problem, its notice, its fields', () => {
    const text = whyOf(refused);
    const problem = { kind: 'failed', title: 'Failed', text, actions: [] };
    for (const part of [
      { problem },
      { notice: text },
      { form: { problems: [{ field: 'subject', text }] } },
      { form: { problems: [], failure: { part: 'fields', text } } },
    ])
      check((now) => shownTexts(part as unknown as DetailState, now));
  });

  it('a form', () => {
    check((now) => new HiddenFields({ isOn: true, shown: now }).said(whyOf(refused)));
    assert.equal(new HiddenFields(shieldView()).said(undefined), undefined);
  });

  it('the panel of a chat', () => {
    const never = () => ({ dispose: () => undefined });
    check((now) => {
      const { model } = openLive(chat, {
        chat: { state: undefined, failure: refused, onDidChange: never, dispose: () => undefined },
        labels: { ...liveLabels, problem: (why) => ({ title: whyOf(why), text: '' }) },
        shown: () => now,
      });
      return model.view.problem;
    });
  });

  it('the visitor card', () => {
    const model = {
      subject: { account: 'platform:a', person: { name, mail }, self: { kind: 'ticket', id: 'T1' } },
      ...{ mail, items: [], history: { items: [], total: 0 }, search: { kind: 'failed', why: refused } },
    } as unknown as CardModel;
    const labels = cardLabels();
    check((now) => cardState(model, { labels, shown: now, isKept: true, isRevealed: false })?.search);
  });

  it('the notice of a reply that was not sent', () => {
    const item: ScheduledItem = {
      ...{ id: 1, account: 'platform:a', kind: 'reply', target: 'chat', targetId: 'C1', title: '' },
      ...{ dueAt: 0, createdAt: 0, state: 'unsent', why: { kind: 'failed', failure: refused } },
    };
    check((now) => noticeText(item, now));
  });
});
