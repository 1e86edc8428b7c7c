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
import { inputOf, LiveChatError, liveChatError } from '../shell/liveChatError';
import { confirmationText, type Question } from './confirmation';
import { ConfirmedAccounts, unknownFields } from './toolInputs';
import { alterationsOf, confirmable } from './untrusted';

interface ToolBase {
  readonly name: ToolName;
  /** What is shown while the tool runs. */
  readonly progress: () => string;
  /** Resolves to the text for the model. Rejects with what the operation rejects with. */
  readonly invoke: (input: unknown) => Promise<string>;
}

export interface ReadingTool extends ToolBase {
  readonly writes: false;
}

export interface WritingTool extends ToolBase {
  readonly writes: true;
  /** Has no side effects. `undefined` if the input is invalid, or the account does not support it: `invoke` rejects it with the name of every field. */
  readonly question: (input: unknown) => Promise<Question | undefined>;
}

export type ToolParts = ReadingTool | WritingTool;

interface ToolContext {
  readonly session: Pick<SessionStore, 'current' | 'load'>;
  readonly log: Log;
}

/**
 * The editor's side of a tool. A model's input is confirmed and sent as a person can see it, and a writing tool runs only
 * in the account that the person confirmed.
 */
export function toolOf(tool: ToolParts, { session, log }: ToolContext): LanguageModelTool<object> {
  const confirmed = new ConfirmedAccounts();
  return {
    prepareInvocation: async ({ input }): Promise<PreparedToolInvocation> => {
      const invocationMessage = tool.progress();
      // Do not ask about an input that `invoke` would refuse.
      if (!tool.writes || unknownFields(tool.name, input).length > 0) return { invocationMessage };
      await session.load();
      if (session.current.kind === 'signed-out') {
        // `invoke` fails, even if an account is signed in by then.
        confirmed.add(input, undefined);
        return { invocationMessage };
      }
      const { account } = session.current;
      const question = await tool.question(confirmable(input));
      // Also an input that is invalid in this account, because it may be valid in another.
      confirmed.add(input, account.id);
      if (!question) return { invocationMessage };
      const message = confirmationText(account, question, alterationsOf(input));
      return { invocationMessage, confirmationMessages: { title: question.title, message } };
    },
    invoke: async ({ input }, token) => {
      if (token.isCancellationRequested) throw new CancellationError();
      try {
        const problems = unknownFields(tool.name, input);
        if (problems.length > 0) inputOf({ ok: false, problems });
        if (tool.writes) requireConfirmed(confirmed.take(input), session.current);
        const text = await tool.invoke(confirmable(input));
        return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
      } catch (thrown) {
        const error = liveChatError(thrown, () => l10n.t('The tool failed.'));
        log.warn(`${tool.name}: ${error.code}`);
        throw forModel(error, tool.writes);
      }
    },
  };
}

/** @param asked the question about the input; the editor invokes no tool without `prepareInvocation` */
function requireConfirmed(
  asked: { readonly account: string | undefined } | undefined,
  current: SessionStore['current'],
): void {
  if (!asked) throw new LiveChatError('cancelled', l10n.t('This was not confirmed. Nothing was sent.'));
  if (asked.account === (current.kind === 'signed-out' ? undefined : current.account.id)) return;
  throw new LiveChatError(
    'cancelled',
    l10n.t('The active account has changed since this was confirmed. Nothing was sent.'),
  );
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
function forModel(error: LiveChatError, writes: boolean): LiveChatError {
  const text = `${error.code}: ${error.message} ${adviceFor(error.code, writes)}`;
  return new LiveChatError(error.code, text, error.result);
}
