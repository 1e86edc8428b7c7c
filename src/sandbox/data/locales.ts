import { arabic } from './arabic';
import { english } from './english';
import { german } from './german';
import { japanese } from './japanese';
import type { Locale } from './locale';
import { polish } from './polish';
import { portuguese } from './portuguese';

/** English occurs twice to be picked more often. */
export const locales: readonly Locale[] = [english, portuguese, german, english, polish, japanese, arabic];
