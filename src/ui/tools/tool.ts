import {
  CancellationError,
  l10n,
  LanguageModelTextPart,
  type LanguageModelTool,
  LanguageModelToolResult,
  type PreparedToolInvocation,
} from 'vscode';
import type { Log } from '../../core/base/log';
import type { FailureCode } from '../../core/domain/failure';
import type { SessionStore } from '../../core/stores/sessionStore';
import type { ToolName } from '../../manifest';
import { inputOf, isLiveChatError, LiveChatError, liveChatError } from '../shell/liveChatError';
import type { ShieldView } from '../shell/shield';
import { confirmationText, type Question } from './confirmation';
import { Confirmations, unknownFields, type Confirmation } from './toolInputs';
import { alterationsOf, confirmable } from './untrusted';

interface ToolBase {
  readonly name: ToolName;
  /** What is shown while the tool runs. */
  readonly progress: () => string;
}

export interface ReadingTool extends ToolBase {
  readonly writes: false;
  /** Resolves to the text for the model. Rejects with what the operation rejects with. */
  readonly invoke: (input: unknown) => Promise<string>;
}

export interface WritingTool extends ToolBase {
  readonly writes: true;
  /**
   * Has no side effects. `undefined` if the input is invalid, or the account does not support it: `invoke` rejects it with
   * the name of every field. Rejects with a LiveChatError if the operation would fail, such as for a ticket that does not
   * exist.
   */
  readonly question: (input: unknown) => Promise<Question | undefined>;
  /** As that of a reading tool. @param base of the question that was answered */
  readonly invoke: (input: unknown, base: Question['base']) => Promise<string>;
}

export type ToolParts = ReadingTool | WritingTool;

interface ToolContext {
  readonly session: Pick<SessionStore, 'current' | 'load' | 'tryAgain'>;
  readonly log: Log;
  readonly shield: Pick<ShieldView, 'isOn' | 'shown'>;
}

/**
 * The editor's side of a tool. A model's input is confirmed and sent as a person can see it, and a writing tool runs only
 * in the account that the person confirmed. Nothing is asked about what would fail in any case.
 */
export function toolOf(tool: ToolParts, { session, log, shield }: ToolContext): LanguageModelTool<object> {
  const confirmations = new Confirmations();
  const toError = (thrown: unknown): LiveChatError => liveChatError(thrown, () => l10n.t('The tool failed.'));
  const prepare = async (
    { question }: WritingTool,
    input: object,
  ): Promise<PreparedToolInvocation['confirmationMessages']> => {
    await session.load();
    // A refused key is checked now, because a question about it would be asked for nothing.
    if (session.current.kind === 'rejected') await session.tryAgain();
    if (session.current.kind === 'signed-out') {
      // `invoke` fails, even if an account is signed in by then.
      confirmations.add(input, { account: undefined });
      return undefined;
    }
    const { account } = session.current;
    try {
      const asked = await question(confirmable(input));
      // Also an input that is invalid in this account, because it may be valid in another.
      confirmations.add(input, { account: account.id, ...(asked?.base && { base: asked.base }) });
      if (!asked) return undefined;
      return { title: asked.title, message: confirmationText(account, asked, alterationsOf(input)) };
    } catch (thrown) {
      confirmations.add(input, { account: account.id, refusal: toError(thrown) });
      return undefined;
    }
  };
  return {
    prepareInvocation: async ({ input }): Promise<PreparedToolInvocation> => {
      const invocationMessage = tool.progress();
      // Do not ask about an input that `invoke` would refuse.
      if (!tool.writes || unknownFields(tool.name, input).length > 0) return { invocationMessage };
      const confirmationMessages = await prepare(tool, input);
      return { invocationMessage, ...(confirmationMessages && { confirmationMessages }) };
    },
    invoke: async ({ input }, token) => {
      if (token.isCancellationRequested) throw new CancellationError();
      try {
        const problems = unknownFields(tool.name, input);
        if (problems.length > 0) inputOf({ ok: false, problems });
        const base = tool.writes ? requireConfirmed(confirmations.take(input), session.current) : undefined;
        const text = await tool.invoke(confirmable(input), base);
        return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
      } catch (thrown) {
        const error = toError(thrown);
        log.warn(`${tool.name}: ${error.code}`);
        throw forModel(error, tool.writes, shield);
      }
    },
  };
}

/** Codes of a reading call with which the writing one fails, too. */
const finalCodes: readonly FailureCode[] = [
  ...(['unauthorized', 'forbidden', 'not-found', 'conflict', 'unsupported'] as const),
];

/**
 * Reads the current state to show it in a question; `undefined` if it cannot be read now.
 * @param final codes with which the operation would fail, too
 * @throws LiveChatError with one of them
 */
export async function currentState<T>(read: () => Promise<T>, final = finalCodes): Promise<T | undefined> {
  try {
    return await read();
  } catch (thrown) {
    if (isLiveChatError(thrown) && final.includes(thrown.code)) throw thrown;
    return undefined;
  }
}

/**
 * For a question that needs to read nothing.
 * @throws LiveChatError `unauthorized` if the key is refused
 */
export async function requireKey(read: () => Promise<unknown>): Promise<void> {
  await currentState(read, ['unauthorized']);
}

/**
 * @param asked what was found about the input; the editor invokes no tool without `prepareInvocation`
 * @returns what the question showed
 */
function requireConfirmed(
  asked: Confirmation | undefined,
  current: SessionStore['current'],
): Confirmation['base'] {
  if (!asked) throw new LiveChatError('cancelled', l10n.t('This was not confirmed. Nothing was sent.'));
  if (asked.account !== (current.kind === 'signed-out' ? undefined : current.account.id)) {
    throw new LiveChatError(
      'cancelled',
      l10n.t('The active account has changed since this was confirmed. Nothing was sent.'),
    );
  }
  if (asked.refusal) throw asked.refusal;
  return asked.base;
}

/** Advice for the model. A write may have been executed although its response was lost. */
function adviceFor(code: FailureCode, writes: boolean): string {
  switch (code) {
    case 'not-signed-in':
      return 'Ask the user to run the command "LiveChat: Sign In", and do not call the tool again before.';
    case 'unauthorized':
      return 'Ask the user to run the command "LiveChat: Sign In Again". Do not call the tool again before.';
    case 'forbidden':
      return 'Tell the user that their LiveChat account may not do this. Calling again does not help.';
    case 'invalid-input':
      return 'Correct the fields that are named and call the tool again; ask the user for what you do not know.';
    case 'not-found':
      return 'Look the id up with livechat_list_tickets or livechat_list_chats, or the login with livechat_list_agents.';
    case 'conflict':
      return 'Read the present state again and ask the user how to go on.';
    case 'unsupported':
      return 'Leave out the field that is named, or tell the user that this LiveChat account cannot change it.';
    case 'cancelled':
      return 'It was stopped. Do not call the tool again unless the user asks for it.';
    case 'rate-limited':
      return 'LiveChat wants fewer calls. Do not call again at once; tell the user to try again in a minute.';
    case 'server':
    case 'network':
    case 'timeout':
      return writes
        ? 'Do not repeat the call: it may have been carried out. Read the present state first and tell the user.'
        : 'Try once more; if it fails again, tell the user.';
  }
}

/** The error with a message for the model: the user's message and advice. */
function forModel(error: LiveChatError, writes: boolean, shield: ToolContext['shield']): LiveChatError {
  const text = `${error.code}: ${shield.shown.text(error.message)} ${adviceFor(error.code, writes)}`;
  // The result has the ticket as it is.
  return new LiveChatError(error.code, text, shield.isOn ? undefined : error.result);
}
