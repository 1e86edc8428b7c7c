import assert from 'node:assert/strict';
import { toolNames, type ToolName } from '../../../src/manifest';
import { toolFields } from '../../../src/ui/tools/toolInputs';
import { readManifest } from '../support/manifestFile';
import { evaluate, parseWhen } from '../support/whenClause';

interface Schema {
  readonly type: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly items?: { readonly type: string };
}

interface Tool {
  readonly name: ToolName;
  readonly modelDescription: string;
  readonly toolReferenceName: string;
  readonly canBeReferencedInPrompt: boolean;
  readonly when: string;
  readonly icon: string;
  readonly inputSchema: Schema;
}

const tools = (readManifest().contributes.languageModelTools ?? []) as unknown as readonly Tool[];

/** Input keys of the commands; nested ones with a dot. Fields that only a user may set are not included. */
const inputs: Readonly<Record<string, string>> = {
  livechat_list_tickets:
    'dateFrom dateTo page assigned order status assignee query requesterMail group source tag tagged',
  livechat_get_ticket: 'ticketId',
  livechat_create_ticket:
    'message requester requester.mail requester.name subject assignee assignee.id source source.type source.url groups tags',
  livechat_update_ticket:
    'ticketId requester requester.mail requester.name message private subject assignee assignee.id source source.type source.url status tags',
  livechat_list_agents: 'status',
  livechat_create_agent: 'login name login_status job_title permission password max_chats_count groups',
  livechat_delete_agent: 'login',
  livechat_recent_events: 'kind group limit',
  livechat_list_chats: 'view',
  livechat_get_chat: 'chatId threadId',
  livechat_send_chat_message: 'chatId message private',
};

function keysOf({ properties = {} }: Schema, path = ''): string[] {
  return Object.entries(properties).flatMap(([key, inner]) => [
    path + key,
    ...keysOf(inner, `${path}${key}.`),
  ]);
}

function schemasOf(schema: Schema): Schema[] {
  return [schema, ...Object.values(schema.properties ?? {}).flatMap(schemasOf)];
}

describe('language-model tools in the manifest', () => {
  it('match the tools in the code', () => {
    assert.deepEqual(
      tools.map(({ name }) => name),
      [...toolNames],
    );
  });

  for (const { name, ...tool } of tools) {
    it(`${name}: has the fields of the contract, each with a description`, () => {
      const fields = keysOf(tool.inputSchema).sort();
      assert.deepEqual(fields, (inputs[name] ?? '').split(' ').sort());
      assert.deepEqual(fields, [...toolFields[name]].sort(), 'what the tool refuses');
      const [whole, ...parts] = schemasOf(tool.inputSchema);
      assert.equal(whole?.additionalProperties, false);
      assert.ok(parts.every(({ description }) => (description ?? '').length > 5));
      assert.ok(parts.every(({ type, items }) => (type === 'array') === (items !== undefined)));
    });

    it(`${name}: can be referenced, has an icon, and is there where it can work`, () => {
      assert.match(tool.toolReferenceName, /^livechat[A-Z]\w+$/);
      assert.match(tool.icon, /^\$\([\w-]+\)$/);
      assert.equal(tool.canBeReferencedInPrompt, true);
      const isShown = (context: Readonly<Record<string, string | boolean>>): boolean =>
        evaluate(parseWhen(tool.when), context);
      const [isForChats, isForEvents] = [/_chats?(_|$)/.test(name), name === 'livechat_recent_events'];
      const [isPlatform, isMember] = [{ 'livechat.chats.available': true }, { 'livechat.team': true }];
      for (const session of ['signed-out', 'signed-in', 'rejected']) {
        const isSignedIn = session === 'signed-in';
        const context = { 'livechat.session': session };
        assert.equal(isShown(context), isSignedIn && !isForChats, session);
        assert.equal(isShown({ ...context, ...isPlatform }), isSignedIn, session);
        assert.equal(
          isShown({ ...context, ...isMember }),
          isForEvents || (isSignedIn && !isForChats),
          session,
        );
      }
    });

    it(`${name}: describes when to use it and when not`, () => {
      assert.match(tool.modelDescription, /Use it /);
      assert.match(tool.modelDescription, /never|Do not|not to/);
      const writes = /_(create|update|delete|send)_/.test(name);
      assert.equal(tool.modelDescription.includes('asked first'), writes);
      assert.equal(tool.modelDescription.includes('untrusted'), !writes);
    });
  }

  it('no tool lets a model confirm an action on behalf of the user', () => {
    assert.ok(tools.every(({ inputSchema }) => !keysOf(inputSchema).includes('confirmed')));
  });
});
