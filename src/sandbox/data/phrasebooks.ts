import { arabic } from './arabic';
import { english } from './english';
import { german } from './german';
import { japanese } from './japanese';
import type { Phrasebook } from './phrasebook';
import { polish } from './polish';
import { portuguese } from './portuguese';

/** English twice: most letters to the invented shop are in English. */
export const phrasebooks: readonly Phrasebook[] = [
  english,
  portuguese,
  german,
  english,
  polish,
  japanese,
  arabic,
];
