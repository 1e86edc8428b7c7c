import type { Account } from '../account/account';
import { chatHost, surveyOf } from '../account/runChat';
import { hostileTexts } from './hostile';
import { makeVisitor } from './makeVisitor';
import { fill } from './phrasebook';
import { createRandom } from './random';

const SPACING = 95 * 60;

/** Adds `count` chats that have ended, the oldest first, as they would have come. */
export function seedChats(account: Account, count: number, seed: number, hostile: boolean): void {
  const now = account.now();
  for (let i = count - 1; i >= 0; i -= 1) {
    const random = createRandom(seed + 7 + i * 0x9e3779b1);
    const nasty = hostile && i % 8 === 3 ? hostileTexts[Math.floor(i / 8) % hostileTexts.length] : undefined;
    const started = now - 20 * 60 - i * SPACING - random.int(SPACING);
    const { visitor, scenario, item } = makeVisitor(
      random,
      started,
      nasty?.name === undefined ? {} : { name: nasty.name },
    );
    const host = chatHost(account, random);
    const order = 40_000 + random.int(50_000);
    const lines = [nasty?.message ?? scenario.lines[0] ?? '', ...scenario.lines.slice(1)];
    const messages = lines.map((line, n) => ({
      text: fill(line, order, item),
      timestamp: started + n * 75,
      ...(n % 2 === 0 ? { authorName: visitor.name } : { authorName: host.name, agentId: host.id }),
    }));
    const ended = started + lines.length * 75 + random.int(400);
    const id = account.nextChatId();
    account.chats.set(id, {
      id,
      visitor,
      agents: [host],
      groups: [random.pick([0, 0, 1, 2, 3])],
      started,
      ended,
      messages,
      events: [
        { type: 'closed', userType: 'visitor', text: `${visitor.name} closed the chat.`, timestamp: ended },
      ],
      tags: random.chance(0.6) ? [scenario.tag] : [],
      survey: random.chance(0.25) ? [] : surveyOf(visitor.name, visitor.email, random),
      rate: random.pick(['not_rated', 'not_rated', 'rated_good', 'rated_bad']),
    });
  }
}
