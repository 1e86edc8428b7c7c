import type { Locale } from './locale';

export const polish: Locale = {
  language: 'pl',
  country: 'PL',
  city: 'Łódź',
  timezone: 'Europe/Warsaw',
  given: [
    'Zbigniew',
    'Małgorzata',
    'Łukasz',
    'Żaneta',
    'Grażyna',
    'Paweł',
    'Świętosława',
    'Michał',
    'Bożena',
    'Jędrzej',
  ],
  family: [
    'Wiśniak',
    'Gołąb',
    'Źrebiec',
    'Chrząszczyk',
    'Dąbek',
    'Śliwka',
    'Jeżyna',
    'Kędziora',
    'Łoś',
    'Puchacz',
  ],
  items: [
    'plecak Fjell 40',
    'namiot dwuosobowy',
    'kurtka przeciwdeszczowa',
    'kuchenka turystyczna',
    'śpiwór',
  ],
  scenarios: [
    {
      tag: 'shipping',
      subject: 'Gdzie jest zamówienie {order}?',
      lines: [
        'Dzień dobry, zamówienie {order} miało przyjść w środę. Czy {item} został już wysłany?',
        'Dzień dobry! Paczka czeka w punkcie odbioru, wysłaliśmy SMS z kodem.',
        'Rzeczywiście, mam kod. Dziękuję!',
      ],
    },
    {
      tag: 'returns',
      subject: 'Reklamacja: {item}',
      lines: [
        'Po pierwszym wyjeździe pękł szew. Proszę o wymianę, zamówienie {order}.',
        'Bardzo przepraszamy. Kurier odbierze paczkę jutro między 9 a 12.',
        'Dobrze, będę w domu.',
        'Nowy egzemplarz wyślemy tego samego dnia.',
      ],
    },
    {
      tag: 'billing',
      subject: 'Proszę o fakturę do zamówienia {order}',
      lines: [
        'Potrzebuję faktury na firmę do zamówienia {order}. NIP podam w odpowiedzi.',
        'Oczywiście, proszę o NIP i pełną nazwę firmy.',
      ],
    },
    {
      tag: 'product',
      subject: 'Ile waży {item}?',
      lines: ['Szukam czegoś poniżej dwóch kilogramów. Ile dokładnie waży {item}?'],
    },
  ],
};
