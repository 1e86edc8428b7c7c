import { version } from '../../../package.json';

/** Contains nothing about the person or the machine. */
export const userAgent = `livechat-desk/${version}`;
