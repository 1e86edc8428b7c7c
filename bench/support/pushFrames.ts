/** Chats that the pushes are about, in turn. */
export const pushedChats = 50;

const texts = [
  'Hello, I ordered two lamps last week and only one of them has arrived.',
  'The number is 48151623. It was paid by card, and the parcel says 1 of 1.',
  'Olá! Vocês podem verificar, por favor? Preciso das duas até sexta-feira.',
];

/** The frame of a push, with the shape and the share that each kind has in an ordinary chat. */
export function pushFrame(index: number): string {
  const chat = index % pushedChats;
  const ids = { chat_id: `PJ0MRSHT${chat}G`, thread_id: `K600PKZON${chat}` };
  const customer = 'b7eff798-f8df-4364-8059-649c35c9ed0c';
  const second = String(index % 60).padStart(2, '0');
  const createdAt = `2026-07-01T12:00:${second}.${String(index % 1_000_000).padStart(6, '0')}Z`;
  switch (index % 10) {
    case 6:
    case 7:
      return push('incoming_sneak_peek', {
        ...ids,
        sneak_peek: { author_id: customer, text: texts[index % 3], timestamp: 1_782_907_200 },
      });
    case 8:
      return push('incoming_typing_indicator', {
        ...ids,
        typing_indicator: {
          ...{ author_id: 'ada@shop.test', visibility: 'all', timestamp: 1_782_907_200, is_typing: true },
        },
      });
    case 9:
      return push('events_marked_as_seen', {
        ...{ user_id: customer, chat_id: ids.chat_id, seen_up_to: createdAt },
      });
    default:
      return push('incoming_event', {
        ...ids,
        event: {
          id: `${ids.thread_id}_${index}`,
          created_at: createdAt,
          visibility: 'all',
          type: 'message',
          text: texts[index % 3],
          author_id: customer,
          properties: { lc2: { welcome_message: false } },
        },
      });
  }
}

function push(action: string, payload: object): string {
  return JSON.stringify({ version: '3.6', action, type: 'push', payload });
}
