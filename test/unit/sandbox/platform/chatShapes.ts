export interface ChatEvent {
  readonly id: string;
  readonly type: string;
  readonly author_id?: string;
  readonly text?: string;
  readonly visibility: string;
  readonly created_at: string;
  readonly custom_id?: string;
}

export interface ThreadHead {
  readonly id: string;
  readonly active: boolean;
  readonly created_at: string;
  readonly user_ids: readonly string[];
}

export interface ThreadRow extends ThreadHead {
  readonly events: readonly ChatEvent[];
  readonly tags?: readonly string[];
  readonly previous_thread_id?: string;
  readonly next_thread_id?: string;
}

export interface ChatRow {
  readonly id: string;
  readonly users: readonly {
    readonly id: string;
    readonly type: string;
    readonly name?: string;
    readonly email?: string;
    readonly present?: boolean;
  }[];
  readonly thread: ThreadRow;
  readonly is_followed: boolean;
}

export interface Summary {
  readonly id: string;
  readonly users: ChatRow['users'];
  readonly last_thread_summary: ThreadHead;
  readonly last_event_per_type: Readonly<Record<string, { readonly event: ChatEvent }>>;
}

export interface ChatList {
  readonly chats_summary: readonly Summary[];
  readonly found_chats: number;
  readonly next_page_id?: string;
  readonly previous_page_id?: string;
}

export interface Archives {
  readonly chats: readonly ChatRow[];
  readonly found_chats: number;
  readonly next_page_id?: string;
  readonly previous_page_id?: string;
}
