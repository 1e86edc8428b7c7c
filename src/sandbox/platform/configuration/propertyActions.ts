import * as v from 'valibot';
import { action, requireAdministrator, type Actions } from '../action';
import type { PlatformState } from '../platformState';

/** The properties of the licence for chats. Others are not implemented. */
export function propertyActions(platform: PlatformState): Actions {
  return {
    list_license_properties: action(
      v.object({ namespace: v.optional(v.string()), name_prefix: v.optional(v.string(), '') }),
      ['properties.license.value--all:ro'],
      ({ namespace, name_prefix: prefix }, caller) => {
        requireAdministrator(caller);
        const { timeouts, routing } = platform;
        const chats = {
          transfer_chat_after_min: timeouts.transferAfterMin,
          chat_inactive_after_min: timeouts.inactiveAfterMin,
          archive_chat_after_min: timeouts.archiveAfterMin,
          archive_offline_chat_after_min: timeouts.archiveContinuousAfterMin,
          customer_timeout_after_min: 900,
          max_agent_active_chats: 20,
          manual_routing: routing.isManual,
          'queue.enabled': routing.hasQueue,
        };
        if (namespace !== undefined && namespace !== 'chats') return {};
        return {
          chats: Object.fromEntries(Object.entries(chats).filter(([name]) => name.startsWith(prefix))),
        };
      },
    ),
  };
}
