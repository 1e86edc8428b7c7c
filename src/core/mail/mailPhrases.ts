/**
 * Phrases that mail clients write around quotations, beyond those that the library knows. Lower case; the labels are
 * those of Outlook, Apple Mail, Gmail, Thunderbird, Yahoo Mail and Samsung Email.
 */

type Role = 'from' | 'date' | 'to' | 'subject' | 'other';

/** Labels of a header block, one language per row: from, date, to, subject. */
const headerLabels: readonly (readonly [string, string, string, string])[] = [
  ['from', 'sent|date', 'to', 'subject'],
  ['de', 'enviado|enviada|enviado em|enviada em|data', 'para', 'assunto'],
  ['de', 'enviado|enviado el|fecha', 'para|a', 'asunto'],
  ['de|expéditeur', 'envoyé|envoyé le|date|date d’envoi', 'à|a|pour|destinataire', 'objet|sujet'],
  ['von', 'gesendet|datum', 'an', 'betreff'],
  ['da|mittente', 'inviato|data', 'a', 'oggetto'],
  ['van', 'verzonden|datum', 'aan', 'onderwerp'],
  ['od|nadawca', 'wysłano|data', 'do|adresat', 'temat'],
  ['fra', 'sendt|dato', 'til', 'emne'],
  ['från', 'skickat|datum', 'till', 'ämne'],
  ['lähettäjä', 'lähetetty|päivämäärä|päiväys', 'vastaanottaja', 'aihe'],
  ['od', 'odesláno|datum', 'komu', 'předmět'],
  ['od', 'odoslané|dátum', 'komu|pre', 'predmet'],
  ['feladó', 'elküldve|küldve|dátum', 'címzett', 'tárgy'],
  ['de la|expeditorul', 'trimis|data|dată', 'către|destinatarul', 'subiect|subiectul'],
  ['от|отправитель', 'отправлено|дата', 'кому', 'тема'],
  ['від|від кого', 'відправлено|надіслано|дата', 'кому', 'тема'],
  ['kimden|gönderen', 'gönderilen|gönderme zamanı|tarih', 'kime', 'konu'],
  ['差出人', '送信日時|日時|日付', '宛先', '件名'],
  ['发件人|寄件者', '发送时间|日期|寄件日期', '收件人|收件者', '主题|主旨'],
  ['보낸 사람', '보낸 날짜|날짜', '받는 사람', '제목'],
  ['من', 'تم الإرسال|التاريخ|تاريخ', 'إلى', 'الموضوع'],
];

/** Labels of any language that may stand among the others. */
const otherLabels =
  'cc|bcc|cco|cci|kopie|kopia|kopio|kopi|dw|копия|копія|bilgi|抄送|副本|참조|reply-to|responder a|responder para|antwort an|répondre à|attachments|anexos|anexo|anlagen|pièces jointes|importance|importância|prioridade|wichtigkeit|priority';

export interface HeaderLabel {
  readonly role: Role;
  /** Numbers of the languages that use the label in this role; `other` belongs to all. */
  readonly languages: ReadonlySet<number>;
}

/** A label may have several roles: Spanish and French `a`. */
export const labelRoles: ReadonlyMap<string, readonly HeaderLabel[]> = (() => {
  const found = new Map<string, Map<Role, Set<number>>>();
  const add = (labels: string, role: Role, language: number): void => {
    for (const label of labels.split('|')) {
      const roles = found.get(label) ?? new Map<Role, Set<number>>();
      found.set(label, roles.set(role, (roles.get(role) ?? new Set()).add(language)));
    }
  };
  headerLabels.forEach(([from, date, to, subject], language) => {
    add(from, 'from', language);
    add(date, 'date', language);
    add(to, 'to', language);
    add(subject, 'subject', language);
    add(otherLabels, 'other', language);
  });
  return new Map(
    [...found].map(([label, roles]) => [label, [...roles].map(([role, languages]) => ({ role, languages }))]),
  );
})();

/** Between dashes, above the earlier message of a reply. */
export const originalMessage = new Set(
  [
    'original message|mensagem original|mensaje original|message original|message d’origine|message d’origine',
    'ursprüngliche nachricht|originalnachricht|messaggio originale|oorspronkelijk bericht|origineel bericht',
    'wiadomość oryginalna|oryginalna wiadomość|pierwotna wiadomość|oprindelig meddelelse|oprindelig besked',
    'opprinnelig melding|ursprungligt meddelande|originalmeddelande|alkuperäinen viesti|původní zpráva',
    'původní e-mail|pôvodná správa|eredeti üzenet|mesaj original|mesajul original|исходное сообщение',
    'оригинальное сообщение|оригінальне повідомлення|özgün ileti|orijinal mesaj|元のメッセージ|原始邮件',
    '原始郵件|원본 메시지|원본 메일|الرسالة الأصلية',
  ].flatMap((phrases) => phrases.split('|')),
);

/** Where a forwarded message begins: its text is news to the reader, so it stays visible. */
export const forwardedMessage = new Set(
  [
    'forwarded message|begin forwarded message|mensagem encaminhada|mensagem reencaminhada|mensaje reenviado',
    'início da mensagem encaminhada|início da mensagem reencaminhada|inicio del mensaje reenviado',
    'weitergeleitete nachricht|anfang der weitergeleiteten nachricht|message transféré|message transmis',
    'début du message transféré|début du message réexpédié|messaggio inoltrato|inizio messaggio inoltrato',
    'doorgestuurd bericht|begin doorgestuurd bericht|przekazana wiadomość|treść przekazanej wiadomości',
    'początek przekazywanej wiadomości|videresendt meddelelse|videresendt melding|vidarebefordrat meddelande',
    'vidarebefordrat mejl|välitetty viesti|přeposlaná zpráva|továbbított üzenet|пересылаемое сообщение',
    'перенаправленное сообщение|начало переадресованного сообщения|iletilmiş mesaj|i̇letilmiş mesaj|转发的邮件|転送されたメッセージ',
  ].flatMap((phrases) => phrases.split('|')),
);

/**
 * Attribution lines that the library does not know, without the final colon. The caller has checked that the line names
 * a date or an address.
 */
export const attributions: readonly RegExp[] = [
  /(?:^|\s)(?:escreveu|escribió|wrote|skrev|scrisse)$/,
  // Portugal: "Ana <ana@example.com> escreveu no dia terça, 5/03/2024 à(s) 10:21:"
  /\sescreveu (?:no dia|em|a)\s.*\d/,
  /\s(?:wrote on|escribió el|a écrit le|schrieb am|ha scritto il)\s.*\d/,
  /\sa écrit$/,
  /\sha scritto$/,
  /\shet volgende geschreven$/,
  /\sschreef.*[>\])]$/,
  /\snapisał(?:\(a\)|a)?$/,
  /\s(?:tarihinde şunu|şunu|şöyle) yazdı$/,
  /(?:написал|написала|написал\(а\)|пишет)$/,
  /\sнаписав(?:\(ла\)|ла)?$/,
  /\sгод[а]?\.?\sв\s.*>$|\sг\.\s(?:в\s)?.*>$/,
  /\d\s?年.*(?:[>＞]|(?:写道|寫道))$/,
  /(?:写道|寫道|のメール|のメッセージ)$/,
  /(?:작성|님이 작성)$/,
  /\snapsal(?:\(a\)|a)?$|\snapísal(?:\(a\)|a)?$/,
  /\s(?:ezt írta|írta)$/,
  /\skirjoitti$/,
  /\sa scris$/,
  /كتب$/,
];

/** What a line of a phone or an app begins with; the rest consists of names of devices and apps. */
export const sentStarts: readonly string[] = [
  'sent from|sent via|sent using|sent with',
  'enviado do|enviada do|enviado de|enviado da|enviado pelo|enviado via|enviado a partir do|enviado a partir de',
  'enviado desde|envoyé de|envoyé depuis|envoyé à partir de|gesendet von|gesendet mit|inviato da|inviato dal',
  'verzonden vanaf|verzonden met|verstuurd vanaf|wysłane z|wysłano z|sendt fra|skickat från|lähetetty',
  'odesláno z|odoslané z|trimis de pe|отправлено с|отправлено из|надіслано з|відправлено з|发自|發自',
].flatMap((starts) => starts.split('|'));

/** Beginning and end of such a line in languages that put the verb last. */
export const sentEnds: readonly (readonly [string, string])[] = [
  ['von', 'gesendet'],
  ['diese nachricht wurde von', 'gesendet'],
  ['', 'gönderildi'],
  ['', 'から送信'],
  ['从', '发送'],
  ['從', '傳送'],
  ['', '에서 보냄'],
];

/** Beginning and end of a line that offers an app: "Get Outlook for iOS". */
export const offers: readonly (readonly [string, string])[] = [
  ...'get|obter o|obtenha o|baixe o|obtener|obtenez|télécharger|holen sie sich|scarica|ottieni|download|pobierz'
    .split('|')
    .map((start) => [start, ''] as const),
  ...'pobierz aplikację|hent|hämta|hanki|скачать|завантажити|获取|取得'
    .split('|')
    .map((start) => [start, ''] as const),
  ['', 'beziehen'],
  ['', 'downloaden'],
  ['', 'を入手'],
];

const words = (...texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap((text) => text.split(' ')));

/** A line of a phone names at least one of these, or one of `genericDevices` as the author's own. */
export const deviceNames = words(
  'iphone ipad ipod android galaxy samsung xiaomi redmi motorola huawei oppo realme oneplus nokia xperia blackberry',
  'outlook gmail yahoo thunderbird protonmail windows iphone’a iphone’umdan iphonesta iphonu web.de gmx',
  '我的iphone 我的手机 나의',
);

export const genericDevices = words(
  'smartphone celular telemóvel handy mobiltelefon móvil cellulare phone mobile tablet tablette téléphone telefoon',
  'telefone telefon телефона device dispositivo gerät 手机',
);

export const possessives = words(
  'my meu minha mi mon meinem meiner mein min mijn mio moim mojego mého môjho моего мого 我的',
);

/** Words that may stand beside it. */
export const deviceFillers = words(
  'the a o um on no na for para pour für voor per dla til för dla для systemu ios mac macos mail email e-mail app apps',
  'aplicativo aplicação correio correo pro max plus mini ultra lite note se air edge fold flip fe lg sony moto pixel',
  'google honor vivo poco apple 4g 5g lte verizon wireless at&t t-mobile network mit with using via de do da proton',
  'hotmail microsoft workspace',
);
