import assert from 'node:assert/strict';
import fc from 'fast-check';
import { platformDeliveries } from '../../../src/core/api/platform/configuration/webhooks';
import { liveFormat } from '../../../src/core/api/platform/live';
import { oneLine } from '../../../src/core/base/plainText';
import type { Arrival } from '../../../src/core/domain/arrival';
import { decodeArrival } from '../../../src/core/domain/decodeArrival';
import { asRecord } from '../../../src/core/base/json';
import { parseFrame, parseError, parseRegion } from '../../../src/core/events/rtm/rtmSocket';
import { chatEvents, chatView } from '../../../src/ui/chatDetail/chatView';
import { eventViews, ticketView } from '../../../src/ui/ticketDetail/ticketView';
import { labels as chatLabels } from '../chatDetail/support/labels';
import { labels as ticketLabels } from '../ticketDetail/support/words';
import { asJson, jsonText, many, badText, badValue, spoiled } from './support/badValues';
import { callerOf, ticketsOf, usually } from './support/platformCallers';
import * as examples from './support/platformExamples';

/** Untrusted text is cleaned where its format is known. */
const shownLabels = {
  ...ticketLabels,
  status: (text: string) => oneLine(text),
  priority: (text: string) => oneLine(text),
  source: (text: string) => oneLine(text),
  role: (text: string) => oneLine(text),
};

const shownChatLabels = { ...chatLabels, role: (text: string) => oneLine(text) };

/** Every string below, except identifiers that the page returns. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    ['value', 'iso', 'href', 'url', 'open'].includes(key) ? [] : textsIn(inner),
  );
}

/** Characters that reverse or hide text, or control characters; closed isolates are added by the extension. */
const deceiving =
  /[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]/;

describe('any message of the socket', () => {
  const frame = fc.oneof(spoiled(examples.pushFrame), spoiled(examples.answerFrame), badValue);

  it('is decoded as a response, a push or another message', () => {
    fc.assert(
      fc.property(frame, badText, fc.nat(300), (malformed, torn, cut) => {
        for (const text of [jsonText(malformed), jsonText(malformed).slice(0, cut), torn]) {
          const read = parseFrame(text);
          assert.ok(['response', 'push', 'other'].includes(read.kind));
          if (read.kind === 'other') continue;
          const { type, region } = parseError(read.payload);
          assert.equal(typeof type, 'string');
          assert.match(region ?? parseRegion(asRecord(read.payload).data).region ?? 'dal', /^[a-z]{2,12}$/);
        }
      }),
      many,
    );
  });

  it('has its chats decoded as far as possible, and round-trips through the journal', () => {
    const payload = fc.oneof(
      spoiled({ chat: examples.chat }),
      spoiled(examples.endedDelivery.payload),
      spoiled(examples.running),
      spoiled(examples.chat),
      badValue,
    );
    fc.assert(
      fc.property(payload, (value) => {
        const malformed = asJson(value);
        for (const { chatId, threadId } of liveFormat.decodeActive(malformed))
          assert.ok(chatId !== '' && threadId !== '');
        liveFormat.decodeEnded(malformed);
        for (const reported of [
          liveFormat.decodeStarted(malformed)?.chat,
          liveFormat.decodeChat(malformed),
        ]) {
          if (!reported) continue;
          const arrival: Arrival = { kind: 'chat_started', eventId: 'e', account: 'platform:a', ...reported };
          assert.deepEqual(decodeArrival(asJson(arrival)), arrival);
        }
      }),
      many,
    );
  });
});

describe('any delivery of a platform webhook', () => {
  const delivery = fc
    .oneof(spoiled(examples.startedDelivery), spoiled(examples.endedDelivery), badValue)
    .map(asJson);

  it('is ignored or decoded, and round-trips through the journal', () => {
    fc.assert(
      fc.property(delivery, (body) => {
        platformDeliveries.readSecret(body);
        const read = platformDeliveries.decode(body);
        if (!read) return;
        const arrival: Arrival = { eventId: 'e', account: 'platform:a', ...read.content };
        assert.deepEqual(decodeArrival(asJson(arrival)), arrival);
      }),
      many,
    );
  });
});

describe('any content of a platform account', () => {
  it('of a ticket is shown without deceptive characters', async () => {
    await fc.assert(
      fc.asyncProperty(spoiled(examples.ticket), badText, async (malformed, typed) => {
        const value = asJson({ ...(malformed as object), ID: examples.ticketId, subject: typed });
        const caller = callerOf((route) => (route.endsWith('/tickets/*') ? value : usually(route)));
        const ticket = await ticketsOf(caller).get(examples.ticketId);
        for (const text of textsIn([ticketView(ticket, shownLabels), eventViews(ticket, shownLabels)])) {
          assert.doesNotMatch(text, deceiving);
        }
      }),
      many,
    );
  });

  it('of a chat is shown without deceptive characters', () => {
    fc.assert(
      fc.property(spoiled(examples.chat), badText, (malformed, typed) => {
        const [customer, ...others] = examples.chat.users;
        const users = [{ ...customer, name: typed }, ...others];
        for (const value of [malformed, { ...examples.chat, users }]) {
          const reported = liveFormat.decodeChat(asJson(value));
          if (!reported) continue;
          const arrival = { kind: 'chat_started', eventId: 'e', account: 'platform:a', ...reported } as const;
          const shown = [chatView(arrival, shownChatLabels), chatEvents(arrival, shownChatLabels)];
          for (const text of textsIn(shown)) assert.doesNotMatch(text, deceiving);
        }
      }),
      many,
    );
  });
});
