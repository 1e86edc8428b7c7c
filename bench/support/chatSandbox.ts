import { AskedProcess } from './askedProcess';

/** What the sandbox's process does. */
export type ChatRequest =
  /** Starts a chat of the person with this many messages. @returns its id */
  | { readonly do: 'start'; readonly name: string; readonly messages: number }
  | { readonly do: 'write'; readonly chatId: string; readonly mark: string }
  /** Holds back the person's messages before they are executed; 0 ends that. */
  | { readonly do: 'delayMessages'; readonly ms: number }
  /** The customers of these chats write in turn, until the next request. */
  | { readonly do: 'load'; readonly chatIds: readonly string[]; readonly perSecond: number };

interface Birth {
  readonly url: string;
  readonly helpdeskUrl: string;
  readonly accountsUrl: string;
  readonly login: string;
  readonly name: string;
  readonly token: string;
}

/** Milliseconds since the epoch, with fractions; the same in all processes of a machine. */
export function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** A message with the time at which it was written, for `pageMarks`. */
export function stampedText(mark: string): string {
  return `Where is my order? ${mark}@${wallMs().toFixed(3)}@`;
}

/** LiveChat, in a process of its own. */
export class ChatSandbox {
  private constructor(private readonly process: AskedProcess<Birth, ChatRequest>) {}

  static async start(): Promise<ChatSandbox> {
    return new ChatSandbox(await AskedProcess.start<Birth, ChatRequest>('chatSandbox'));
  }

  /** What signs a workbench in to the platform account. */
  get signIn() {
    const { url, helpdeskUrl, accountsUrl, login, name, token } = this.process.birth;
    return {
      settings: {
        'livechat.apiUrl': url,
        'livechat.helpdeskUrl': helpdeskUrl,
        'livechat.accountsUrl': accountsUrl,
      },
      env: {
        LIVECHAT_DESK_SANDBOX_URL: url,
        LIVECHAT_DESK_SANDBOX_KIND: 'platform',
        LIVECHAT_DESK_SANDBOX_LOGIN: login,
        LIVECHAT_DESK_SANDBOX_NAME: name,
        LIVECHAT_DESK_SANDBOX_KEY: token,
      },
    };
  }

  async ask(request: ChatRequest): Promise<unknown> {
    return await this.process.ask(request);
  }

  async startChat(name: string, messages = 0): Promise<string> {
    return String(await this.ask({ do: 'start', name, messages }));
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }
}
