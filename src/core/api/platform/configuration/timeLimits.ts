import type { CallOptions } from '../../../domain/connection';
import { failureOf } from '../../../domain/failure';
import type { ChatTimeLimits } from '../../../domain/chatTimeLimits';
import { asCount, asObject } from '../../decode';
import type { Actions } from '../actions';

/**
 * The license's time limits for chats (LiveChat docs, Configuration API: "List license properties"). Only administrators
 * may read them, with the scope `properties.license.value--all:ro`.
 * @returns `undefined` to others
 */
export async function fetchTimeLimits(
  actions: Pick<Actions, 'read'>,
  options?: CallOptions,
): Promise<ChatTimeLimits | undefined> {
  try {
    const payload = { namespace: 'chats', name_prefix: 'transfer_chat_after_min' };
    const value = await actions.read('configuration', 'list_license_properties', payload, options);
    const minutes = asCount(asObject(asObject(value)?.chats)?.transfer_chat_after_min);
    return minutes === undefined || minutes === 0 ? {} : { transferAfterMin: minutes };
  } catch (thrown) {
    if (failureOf(thrown)?.code !== 'forbidden') throw thrown;
    return undefined;
  }
}
