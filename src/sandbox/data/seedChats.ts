import type { Account } from '../account/account';
import { pickAgent, surveyOf } from '../account/runChat';
import type { HostileText } from './hostileData';
import { makeVisitor } from './makeVisitor';
import { fill } from './locale';
import { createRandom } from './random';

const SPACING = 95 * 60;

/** Adds `count` ended chats, the oldest first. */
export function seedChats(
  account: Account,
  count: number,
  seed: number,
  hostileTexts: readonly HostileText[],
): void {
  const now = account.now();
  for (let i = count - 1; i >= 0; i -= 1) {
    const random = createRandom(seed + 7 + i * 0x9e3779b1);
    const hostileText = i % 8 === 3 ? hostileTexts[Math.floor(i / 8) % hostileTexts.length] : undefined;
    const started = now - 20 * 60 - i * SPACING - random.int(SPACING);
    const { visitor, scenario, item } = makeVisitor(
      random,
      started,
      hostileText?.name === undefined ? {} : { name: hostileText.name },
    );
    const agent = pickAgent(account, random);
    const order = 40_000 + random.int(50_000);
    const lines = [hostileText?.message ?? scenario.lines[0] ?? '', ...scenario.lines.slice(1)];
    const messages = lines.map((line, n) => ({
      text: fill(line, order, item),
      timestamp: started + n * 75,
      ...(n % 2 === 0 ? { authorName: visitor.name } : { authorName: agent.name, agentId: agent.id }),
    }));
    const ended = started + lines.length * 75 + random.int(400);
    const id = account.nextChatId();
    account.chats.set(id, {
      id,
      visitor,
      agents: [agent],
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
