import fc from 'fast-check';
import { PlatformError } from '../../../../src/sandbox/platform/platformError';
import type { PanelBench } from './panelBench';

/** 0 is the person, on another device; 1 and 2 are colleagues. */
const agent = fc.nat(2);
const at = fc.nat(30);

/** What happens in a chat, and in the window that shows it. */
export const steps = {
  customerWrites: fc.constant({}),
  customerTypes: fc.constant({}),
  customerSees: fc.constant({}),
  customerRates: fc.constant({}),
  customerFillsForm: fc.record({ form: fc.constantFrom('prechat', 'postchat', 'ask_for_email') }),
  customerOpensPage: fc.constant({}),
  customerLeaves: fc.constant({}),
  customerReturns: fc.constant({}),
  agentWrites: fc.record({ agent }),
  agentNotes: fc.record({ agent }),
  agentTypes: fc.record({ agent, isPrivate: fc.boolean() }),
  agentSees: fc.record({ agent }),
  agentJoins: fc.record({ agent, isHidden: fc.boolean() }),
  agentLeaves: fc.record({ agent }),
  agentTransfers: fc.record({ agent }),
  agentQueues: fc.record({ group: fc.integer({ min: 1, max: 4 }) }),
  agentTags: fc.record({ at: fc.nat(2) }),
  agentUntags: fc.record({ at: fc.nat(2) }),
  agentCloses: fc.constant({}),
  agentResumes: fc.record({ agent }),
  liveChatSummarizes: fc.constant({}),
  eventIsChanged: fc.record({ at }),
  eventIsDeleted: fc.record({ at }),
  chatIsIdle: fc.constant({}),
  personSends: fc.record({ isPrivate: fc.boolean() }),
  personRetries: fc.constant({}),
  personUnfollowsElsewhere: fc.constant({}),
  lateThingsArrive: fc.constant({}),
  timePasses: fc.record({ ms: fc.constantFrom(500, 2_500, 12_000) }),
  connectionBreaks: fc.constant({}),
  connectionIsBack: fc.record({ failsToList: fc.boolean() }),
} as const;

type StepName = keyof typeof steps;
type Input<Name extends StepName> = (typeof steps)[Name] extends fc.Arbitrary<infer T> ? T : never;
export type Step = { [Name in StepName]: { readonly do: Name } & Input<Name> }[StepName];

/** Any of these steps, messages more often than others. */
export function anyStep(names: readonly StepName[]): fc.Arbitrary<Step> {
  const often = names.filter((name) => ['customerWrites', 'agentNotes', 'personSends'].includes(name));
  return fc.oneof(
    ...[...names, ...often].map((name) =>
      (steps[name] as fc.Arbitrary<object>).map((input) => ({ do: name, ...input }) as Step),
    ),
  );
}

export const allSteps = Object.keys(steps) as StepName[];
const withLosses: readonly StepName[] = [
  'connectionBreaks',
  'connectionIsBack',
  'lateThingsArrive',
  // For some seconds nothing is pushed.
  'personUnfollowsElsewhere',
];
/** Those of which every change is pushed. */
export const chatSteps = allSteps.filter((name) => !withLosses.includes(name));

const tags = ['refund', 'sales', 'bug'];

/** Runs steps on a bench. Texts that the customer must not see contain `secret`, and each text is used once. */
export class StepRunner {
  /** Texts that the person sent, and whether as notes. */
  readonly sent: { readonly text: string; readonly isPrivate: boolean }[] = [];
  private count = 0;

  constructor(private readonly bench: PanelBench) {}

  /** What the sandbox refuses, such as a message in a closed chat, does not happen. */
  async run(step: Step): Promise<void> {
    try {
      await this.runOnce(step);
    } catch (thrown) {
      if (!(thrown instanceof PlatformError) && !(thrown instanceof RangeError)) throw thrown;
    }
    await this.bench.settle();
  }

  private async runOnce(step: Step): Promise<void> {
    const { sandbox, chatId, network } = this.bench;
    const { chats } = sandbox;
    const act = (who: number, action: string, more: object): void => {
      sandbox.run(this.login(who), action, more);
    };
    switch (step.do) {
      case 'customerWrites':
        chats.customerWrites(chatId, this.text('customer'));
        break;
      case 'customerTypes':
        chats.customerTypes(chatId, this.text('secret, not sent'));
        break;
      case 'customerSees':
        chats.customerSees(chatId);
        break;
      case 'customerRates':
        chats.customerRates(chatId, 1);
        break;
      case 'customerFillsForm':
        chats.customerFillsForm(chatId, step.form);
        break;
      case 'customerOpensPage':
        chats.customerOpens(chatId, `https://shop.test/${(this.count += 1)}`);
        break;
      case 'customerLeaves':
        chats.customerLeaves(chatId);
        break;
      case 'customerReturns':
        if (!this.isActive) chats.startChat({ name: 'Kim', email: 'kim@x.test', text: this.text('back') });
        break;
      case 'agentWrites':
        if (this.membership(step.agent) === 'all')
          chats.agentWrites(chatId, this.login(step.agent), this.text('agent'));
        break;
      case 'agentNotes':
        if (this.membership(step.agent) !== undefined) {
          const event = { type: 'message', text: this.text('secret'), visibility: 'agents' } as const;
          chats.agentWrites(chatId, this.login(step.agent), event);
        }
        break;
      case 'agentTypes': {
        const visibility = step.isPrivate ? 'agents' : 'all';
        act(step.agent, 'send_typing_indicator', { chat_id: chatId, is_typing: true, visibility });
        break;
      }
      case 'agentSees': {
        const upTo = chats.events(chatId).at(-1)?.created_at;
        if (upTo !== undefined && this.membership(step.agent) !== undefined)
          act(step.agent, 'mark_events_as_seen', { chat_id: chatId, seen_up_to: upTo });
        break;
      }
      case 'agentJoins':
        act(step.agent, 'add_user_to_chat', {
          ...{ chat_id: chatId, user_id: this.login(step.agent), user_type: 'agent' },
          ...{ visibility: step.isHidden ? 'agents' : 'all', ignore_requester_presence: true },
        });
        break;
      case 'agentLeaves':
        act(step.agent, 'remove_user_from_chat', {
          ...{ chat_id: chatId, user_id: this.login(step.agent), user_type: 'agent' },
        });
        break;
      case 'agentTransfers':
      case 'agentQueues':
        act(0, 'transfer_chat', {
          ...{ id: chatId, ignore_requester_presence: true, ignore_agents_availability: true },
          target:
            step.do === 'agentQueues'
              ? { type: 'group', ids: [step.group] }
              : { type: 'agent', ids: [this.login(step.agent)] },
        });
        break;
      case 'agentTags':
      case 'agentUntags':
        act(0, step.do === 'agentTags' ? 'tag_thread' : 'untag_thread', {
          ...{ chat_id: chatId, thread_id: this.threadId, tag: tags[step.at] ?? '' },
        });
        break;
      case 'agentCloses':
        act(0, 'deactivate_chat', { id: chatId, ignore_requester_presence: true });
        break;
      case 'agentResumes':
        act(step.agent, 'resume_chat', { chat: { id: chatId, access: { group_ids: [0] } } });
        break;
      case 'liveChatSummarizes':
        chats.postSystemEvent(chatId, 'messaging', 'summary', { text: this.text('secret summary') });
        break;
      case 'eventIsChanged':
        this.changeMessage(step.at, (id, isPrivate) =>
          chats.updateEvent(chatId, id, { text: this.text(isPrivate ? 'secret change' : 'change') }),
        );
        break;
      case 'eventIsDeleted':
        this.changeMessage(step.at, (id) => chats.deleteEvent(chatId, id));
        break;
      case 'chatIsIdle':
        chats.makeIdle(chatId);
        break;
      case 'personSends':
        await this.send(step.isPrivate);
        break;
      case 'personRetries': {
        const failed = this.bench.chats.outgoing.of(chatId).find(({ state }) => state.kind === 'failed');
        if (failed?.state.kind === 'failed' && failed.state.why.kind !== 'unconfirmed')
          await this.bench.panel.live.retry(failed.customId);
        break;
      }
      case 'personUnfollowsElsewhere':
        act(0, 'unfollow_chat', { id: chatId });
        break;
      case 'lateThingsArrive':
        network.release();
        break;
      case 'timePasses':
        await this.bench.pass(step.ms);
        break;
      case 'connectionBreaks':
        network.cut();
        break;
      case 'connectionIsBack':
        network.cut();
        if (step.failsToList) sandbox.faults.next({ match: { path: '/rtm/list_chats' }, status: 500 });
        await this.bench.connect();
    }
  }

  /** As with the composer: only if it is there. */
  private async send(isPrivate: boolean): Promise<void> {
    const { composer } = this.bench.panel.view.live ?? {};
    if (!composer || this.bench.panel.view.chat?.status.value === 'ended') return;
    const isNote = isPrivate || composer.isPrivateOnly;
    const text = this.text(isNote ? 'secret of me' : 'by me');
    const customId = `mine-${this.count}`;
    this.sent.push({ text, isPrivate: isNote });
    await this.bench.panel.live.send({ text, isPrivate: isNote, customId });
  }

  private changeMessage(index: number, change: (id: string, isPrivate: boolean) => void): void {
    const { sandbox, chatId } = this.bench;
    // Those of the panel keep their texts, by which they are found again.
    const messages = sandbox.chats
      .events(chatId)
      .filter(({ type, custom_id: customId }) => type === 'message' && customId === undefined);
    const chosen = messages[index % Math.max(messages.length, 1)];
    if (chosen && chosen.deleted !== true) change(chosen.id, chosen.visibility === 'agents');
  }

  private text(what: string): string {
    this.count += 1;
    return `${what} ${this.count}`;
  }

  private login(index: number): string {
    return this.bench.sandbox.logins[index] ?? this.bench.sandbox.me;
  }

  private get thread() {
    const thread = this.bench.sandbox.platform.chats.ofChat(this.bench.chatId).at(-1);
    if (!thread) throw new RangeError('The chat has no thread.');
    return thread;
  }

  private get threadId(): string {
    return this.thread.threadId;
  }

  private get isActive(): boolean {
    return this.thread.chat.ended === undefined;
  }

  /** How an agent is in the running chat. */
  private membership(index: number): 'all' | 'agents' | undefined {
    const { thread } = this;
    const login = this.login(index);
    if (!this.isActive || !thread.chat.agents.some(({ id }) => id === login)) return undefined;
    return thread.memberships.get(login)?.visibility ?? 'all';
  }
}
