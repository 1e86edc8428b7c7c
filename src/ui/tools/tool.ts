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
import { liveChatError, LiveChatError } from '../shell/liveChatError';
import type { ToolName } from '../../manifest';
import { visible } from './untrusted';

export interface ToolParts {
  readonly name: ToolName;
  /** Whether it changes something; then `prepare` asks the person. */
  readonly writes: boolean;
  /** Has no side effects. */
  readonly prepare: (input: unknown) => PreparedToolInvocation | Promise<PreparedToolInvocation>;
  /** The text that the model gets. Rejects with whatever the work rejects with. */
  readonly invoke: (input: unknown) => Promise<string>;
}

/**
 * The editor's side of a tool. A model's input goes through without characters that nobody sees, so that what
 * a person agreed to is what is sent.
 */
export function toolOf({ name, writes, prepare, invoke }: ToolParts, log: Log): LanguageModelTool<object> {
  return {
    prepareInvocation: ({ input }) => prepare(visible(input)),
    invoke: async ({ input }, token) => {
      if (token.isCancellationRequested) throw new CancellationError();
      try {
        const text = await invoke(visible(input));
        return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
      } catch (thrown) {
        const error = liveChatError(thrown, () => l10n.t('The tool failed.'));
        log.warn(`${name}: ${error.code}`);
        throw forModel(error, writes);
      }
    },
  };
}

/** What a language model is to do next. A write may have been carried out although its answer was lost. */
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
      return 'Look the ticket id up with livechat_list_tickets, or the login with livechat_list_agents.';
    case 'conflict':
      return 'Read the present state again and ask the user how to go on.';
    case 'unsupported':
      return 'Leave out the field that is named, or tell the user that this LiveChat account cannot change it.';
    case 'cancelled':
      return 'The user stopped it. Do not call the tool again unless the user asks for it.';
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

/** The same error with a message for the model: what the user would read, and what to do next. */
function forModel(error: LiveChatError, writes: boolean): LiveChatError {
  const text = `${error.code}: ${error.message} ${adviceFor(error.code, writes)}`;
  return new LiveChatError(error.code, text, error.result);
}
