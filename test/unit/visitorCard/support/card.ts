import assert from 'node:assert/strict';
import type { PersonFound, SearchPersonOptions } from '../../../../src/core/actions/searchPerson';
import { Emitter } from '../../../../src/core/base/event';
import { silentLog } from '../../../../src/core/base/log';
import type { LiveChat } from '../../../../src/core/domain/liveChat';
import type { History, HistoryItem } from '../../../../src/core/localData/people/history';
import type { StorageFault } from '../../../../src/core/storage/storageError';
import type { PersonNote } from '../../../../src/core/stores/noteStore';
import type { CardState } from '../../../../src/protocol/visitorCard';
import { noShield, type ShieldView } from '../../../../src/ui/shell/shield';
import { CardModel } from '../../../../src/ui/visitorCard/cardModel';
import { cardLabels, cardState } from '../../../../src/ui/visitorCard/cardView';
import type { CardSubject } from '../../../../src/ui/visitorCard/cardSubject';
import { FakeClock } from '../../support/fakeClock';

export const mail = 'Kim@Example.com';
export const account = 'platform:ada';
export const subject: CardSubject = {
  account,
  person: { name: 'Kim Doe', mail },
  self: { kind: 'ticket', id: 'T0' },
};
export const at = Date.UTC(2026, 5, 1);

export const ticketItem = (id: string, minute: number, text = `Subject of ${id}`): HistoryItem => ({
  ...{ kind: 'ticket', at: at + minute * 60_000 },
  ticket: { id, subject: text, status: 'solved', requester: { name: 'Kim Doe', mail } },
});
export const chatItem = (chatId: string, threadId: string, minute: number, text = 'Bye'): HistoryItem => ({
  ...{ kind: 'chat', at: at + minute * 60_000 },
  chat: chatOf(chatId, threadId, text),
});
export function chatOf(chatId: string, threadId: string, text: string): LiveChat {
  return {
    ...{ chatId, threadId, isActive: false, isFollowed: false, groups: [], tags: [] },
    users: [{ id: 'v1', kind: 'customer', isPresent: false, name: 'Kim Doe', email: mail }],
    lastMessage: { id: 'e1', authorId: 'v1', content: { kind: 'message', text } },
  };
}

/** A card of one window, with what it depends on. */
export class Card {
  readonly clock = new FakeClock();
  readonly items = new Emitter<undefined>();
  readonly notes = new Emitter<undefined>();
  history: History | Error = { items: [], total: 0, keptSince: at };
  stored: PersonNote | undefined;
  fault: StorageFault | undefined;
  isShown = true;
  readonly asked: string[] = [];
  search: (options: SearchPersonOptions) => Promise<PersonFound> = () =>
    Promise.resolve({ tickets: [], isComplete: true });
  readonly model = new CardModel({
    clock: this.clock,
    log: silentLog,
    isShown: () => this.isShown,
    history: (of, address, limit) => {
      this.asked.push(`${of} ${address} ${limit}`);
      return this.history instanceof Error ? Promise.reject(this.history) : Promise.resolve(this.history);
    },
    onDidChangeItems: this.items.event,
    notes: {
      read: () => Promise.resolve(this.stored),
      keep: (_id, text, savedAt) => {
        if (this.fault === undefined) this.stored = text === '' ? undefined : { text, savedAt };
        return Promise.resolve(this.fault);
      },
    },
    onDidChangeNotes: this.notes.event,
    search: (_account, _mail, options) => this.search(options),
  });

  async pass(): Promise<void> {
    this.clock.advance(1_000);
    await new Promise(setImmediate);
  }

  async open(of: CardSubject = subject): Promise<void> {
    this.model.show(of);
    await this.pass();
  }

  state(shield: Pick<ShieldView, 'shown'> = noShield, isRevealed = false): CardState {
    const state = cardState(this.model, {
      ...{ labels: cardLabels(), shown: shield.shown, isKept: true, isRevealed },
    });
    assert.ok(state);
    return state;
  }
}
