import { version } from '../../../package.json';

/** What we call ourselves to servers; says nothing about the person or the machine. */
export const userAgent = `livechat-desk/${version}`;
