import type { Group } from '../../domain/agent';
import type { CallOptions, GroupApi } from '../../domain/connection';
import { arrayIn, count, maybe, objectIn, readFields, text } from '../decode';
import type { Actions } from './actions';
import { Cached } from './cached';
import { spokenStatus } from './status';

const fields = { id: count, name: text, routing_status: maybe(text) };

/** Groups of agents: `list_groups`, a bare array of all (Configuration API, section 5.4 of the API notes). */
export class PlatformGroups implements GroupApi {
  private readonly kept: Cached<readonly Group[]>;

  constructor(private readonly actions: Actions) {
    this.kept = new Cached(() => this.list());
  }

  async list(options?: CallOptions): Promise<readonly Group[]> {
    const payload = { fields: ['routing_status'] };
    const value = await this.actions.read('configuration', 'list_groups', payload, options);
    return arrayIn(value, 'groups').flatMap((item) => {
      const { id, name, routing_status: status } = readFields(objectIn(item) ?? {}, fields).fields;
      if (id === undefined) return [];
      return [
        { id, name: name ?? String(id), ...(status !== undefined && { status: spokenStatus(status) }) },
      ];
    });
  }

  /** Names by id, kept for a while; none where they may not be read. */
  async names(): Promise<ReadonlyMap<number, string>> {
    return new Map((await this.kept.get()).map(({ id, name }) => [id, name]));
  }
}
