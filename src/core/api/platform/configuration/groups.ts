import type { Group } from '../../../domain/agent';
import type { CallOptions, GroupApi } from '../../../domain/connection';
import { asObject, count, optional, readArray, readFields, text } from '../../decode';
import type { Actions } from '../actions';
import { Cached } from '../cached';
import { fromApiStatus } from './agentShape';

const fields = { id: count, name: text, routing_status: optional(text) };

/** Groups of agents: `list_groups` returns a bare array (docs/livechat-api.md#configuration-api-groups-and-tags). */
export class PlatformGroups implements GroupApi {
  private readonly cached: Cached<readonly Group[]>;

  constructor(private readonly actions: Actions) {
    this.cached = new Cached(() => this.list());
  }

  async list(options?: CallOptions): Promise<readonly Group[]> {
    const payload = { fields: ['routing_status'] };
    const value = await this.actions.read('configuration', 'list_groups', payload, options);
    return readArray(value, 'groups').flatMap((item) => {
      const { id, name, routing_status: status } = readFields(asObject(item) ?? {}, fields).fields;
      if (id === undefined) return [];
      return [
        { id, name: name ?? String(id), ...(status !== undefined && { status: fromApiStatus(status) }) },
      ];
    });
  }

  /** Cached names by group id. */
  async names(): Promise<ReadonlyMap<number, string>> {
    return new Map((await this.cached.get()).map(({ id, name }) => [id, name]));
  }
}
