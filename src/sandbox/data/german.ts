import type { Locale } from './locale';

export const german: Locale = {
  language: 'de',
  country: 'DE',
  city: 'Görlitz',
  timezone: 'Europe/Berlin',
  given: ['Jürgen', 'Käthe', 'Anneliese', 'Björn', 'Friederike', 'Götz', 'Mareike', 'Sören', 'Ute', 'Lorenz'],
  family: [
    'Weißmüller',
    'Krähenbühl',
    'Strobel',
    'Oßwald',
    'Hufnagel',
    'Dörfler',
    'Vogt',
    'Ziegenhals',
    'Brüning',
    'Marquardt',
  ],
  items: ['Rucksack Fjell 40', 'Zweipersonenzelt', 'Regenjacke', 'Gaskocher', 'Daunenschlafsack'],
  scenarios: [
    {
      tag: 'returns',
      subject: 'Rücksendung zu Bestellung {order}',
      lines: [
        'Guten Tag, ich möchte den Artikel „{item}“ aus Bestellung {order} zurückgeben. Wo finde ich den Rücksendeschein?',
        'Guten Tag! Den Schein haben wir Ihnen soeben per E-Mail geschickt. Bitte kleben Sie ihn außen auf das Paket.',
        'Vielen Dank, das Paket ist unterwegs.',
        'Die Erstattung erfolgt innerhalb von drei Werktagen nach Eingang.',
      ],
    },
    {
      tag: 'billing',
      subject: 'Rechnung mit falscher Lieferadresse',
      lines: [
        'Auf der Rechnung zu Bestellung {order} steht noch meine alte Anschrift. Können Sie das berichtigen?',
        'Gern. Wie lautet die neue Anschrift vollständig?',
        'Brüderstraße 7, Hinterhaus, zweiter Stock links.',
      ],
    },
    {
      tag: 'product',
      subject: 'Ersatzteilverfügbarkeitsanfrage: {item}',
      lines: [
        'Gibt es für das Produkt „{item}“ noch Schnallen als Ersatzteil? Eine ist mir gebrochen.',
        'Ja, wir legen Ihnen zwei Stück kostenlos in einen Brief.',
        'Großartig, so wünscht man sich das!',
      ],
    },
    {
      tag: 'shipping',
      subject: 'Lieferung nach Österreich möglich?',
      lines: ['Liefern Sie das Produkt „{item}“ auch nach Österreich, und was kostet der Versand?'],
    },
  ],
};
