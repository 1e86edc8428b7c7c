import { commands, l10n, window } from 'vscode';
import { searchPerson } from '../../core/actions/searchPerson';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import { logRejection, traceOf } from '../../core/base/log';
import { nameFromId } from '../../core/domain/account';
import { fail } from '../../core/domain/failure';
import { NoteStore } from '../../core/stores/noteStore';
import { accountIdOf } from '../../core/stores/sessionStore';
import { commandIds } from '../../manifest';
import { HostEnd, isAboutOther } from '../../protocol/messages';
import { cardProtocol, type CardEntry, type CardProtocol, type TypedNote } from '../../protocol/visitorCard';
import { toastText } from '../messages/failureMessages';
import type { App } from '../shell/app';
import { localDataDays } from '../shell/settings';
import { isOfChat } from './cardItems';
import { CardModel, type CardPorts } from './cardModel';
import { cardLabels, cardState, noteKey } from './cardView';
import type { CardPanel, CardSubject } from './cardSubject';

/** Opens the card of a panel. A bundle that loads on first use. */
export function openCard(app: App, options: CardPanel): VisitorCard {
  return new VisitorCard(app, options);
}

/** The card of one panel: its model, and its part of the page. */
class VisitorCard implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly model: CardModel;
  private readonly end: HostEnd<CardProtocol>;
  private readonly labels = cardLabels();
  private isRevealed = false;
  private isOpen = true;

  constructor(
    private readonly app: App,
    private readonly options: CardPanel,
  ) {
    const { panel, key } = options;
    const { webview } = panel;
    this.model = this.owned.add(new CardModel(this.ports()));
    this.end = new HostEnd(
      cardProtocol,
      (message) => this.isOpen && webview.postMessage(message),
      {
        ready: () => {
          this.model.look();
          this.send();
        },
        open: (entry) => this.openEntry(entry),
        search: () => this.model.searchLiveChat(),
        cancel: () => this.model.cancel(),
        reveal: () => {
          this.isRevealed = true;
          this.send();
        },
        note: (typed) => {
          logRejection(this.type(typed), app.log);
          return Promise.resolve(undefined);
        },
      },
      (thrown) => {
        app.log.error(traceOf(thrown));
        return this.labels.fault;
      },
    );
    this.owned.add(
      webview.onDidReceiveMessage((message) =>
        isAboutOther(message, key) ? undefined : this.end.receive(message),
      ),
    );
    this.owned.add(this.model.onDidChange(() => this.send()));
    this.owned.add(
      app.shield.onDidChange(() => {
        this.isRevealed = false;
        this.send();
      }),
    );
  }

  show(subject: CardSubject): void {
    this.model.show(subject);
  }

  dispose(): void {
    this.isOpen = false;
    this.owned.dispose();
  }

  private send(): void {
    const { labels, isRevealed } = this;
    const { shown } = this.app.shield;
    const state = cardState(this.model, { labels, shown, isRevealed, isKept: localDataDays() > 0 });
    if (state) this.end.notify('show', state);
  }

  private async type({ key, text, at }: TypedNote): Promise<void> {
    const { subject, mail } = this.model;
    // A page that was closed since may have noted something about another person.
    if (!subject || mail === undefined || key !== noteKey(subject.account, mail)) return;
    this.options.used();
    // What the user types stays visible.
    this.isRevealed = true;
    if (await this.model.type(text, at)) this.end.notify('stored', { key, at });
  }

  private async openEntry({ kind, id }: Pick<CardEntry, 'kind' | 'id'>): Promise<void> {
    const { subject, items = [] } = this.model;
    const item = items.find((one) =>
      one.kind === 'ticket' ? kind === 'ticket' && one.ticket.id === id : one.chat.threadId === id,
    );
    if (!subject || !item) return;
    const { account, self } = subject;
    const { showThread } = this.options;
    if (isOfChat(item, self) && showThread) {
      await showThread(id);
      this.end.notify('revealed', { key: id });
      return;
    }
    const { current } = this.app.session;
    if (current.kind === 'signed-out' || current.account.id !== account) {
      const name = toastText(nameFromId(account));
      void window.showWarningMessage(
        l10n.t('This belongs to account {0}. Switch to it, then try again.', name),
      );
      return;
    }
    if (item.kind === 'ticket') {
      await commands.executeCommand(commandIds.openTicket, { ticketId: id });
      return;
    }
    const eventId = this.app.local.value?.eventOf(account, id);
    if (eventId !== undefined) await commands.executeCommand(commandIds.openArrival, { eventId });
    else if (current.account.kind === 'classic') {
      // Its API has no chats: a chat is known from an event only, which may have been deleted.
      void window.showInformationMessage(l10n.t('This chat is no longer kept on this machine.'));
    } else await commands.executeCommand(commandIds.openChat, { chatId: item.chat.chatId });
  }

  private ports(): CardPorts {
    const { app, owned } = this;
    const items = owned.add(new Emitter<undefined>());
    const notes = owned.add(new Emitter<undefined>());
    const listen = async (): Promise<void> => {
      const database = await app.database();
      const listening = database.onDidChange((topics) => {
        if (topics.has('kept')) items.fire(undefined);
        if (topics.has('notes')) notes.fire(undefined);
      });
      owned.add(listening);
    };
    // Without a database nothing changes in it, and the card says that nothing could be read.
    listen().catch(() => undefined);
    return {
      clock: app.clock,
      log: app.log,
      isShown: () => this.options.panel.visible,
      history: async (account, mail, limit) => await (await app.local.get()).history(account, mail, limit),
      onDidChangeItems: items.event,
      notes: new NoteStore(app.database),
      onDidChangeNotes: notes.event,
      search: async (account, mail, options) => {
        if (accountIdOf(app.session.current) !== account) return fail({ code: 'cancelled' });
        return await searchPerson(app, mail, options);
      },
    };
  }
}
