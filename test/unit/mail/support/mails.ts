/** Attributions with a moment and an address, as Gmail, Apple Mail, Thunderbird and Outlook write them. */
export const replies = {
  en: 'On Tue, Mar 5, 2024 at 10:21 AM Ana Souza <ana@example.com> wrote:',
  enApple: 'On 5 Mar 2024, at 10:21, Ana Souza <ana@example.com> wrote:',
  enWithoutColon: 'On Tue, 5 Mar 2024 10:21:43 -0200 Ana Souza <ana@example.com> wrote',
  pt: 'Em ter., 5 de mar. de 2024 às 10:21, Ana Souza <ana@example.com> escreveu:',
  ptOutlook: 'Em 5 de mar. de 2024, à(s) 10:21, "Ana Souza" <ana@example.com> escreveu:',
  ptPortugal: 'Ana Souza <ana@example.com> escreveu no dia terça, 5/03/2024 à(s) 10:21:',
  es: 'El mar, 5 mar 2024 a las 10:21, Ana Souza (<ana@example.com>) escribió:',
  fr: 'Le mar. 5 mars 2024 à 10:21, Ana Souza <ana@example.com> a écrit :',
  de: 'Am Di., 5. März 2024 um 10:21 Uhr schrieb Ana Souza <ana@example.com>:',
  it: 'Il giorno mar 5 mar 2024 alle ore 10:21 Ana Souza <ana@example.com> ha scritto:',
  nl: 'Op di 5 mrt 2024 om 10:21 schreef Ana Souza <ana@example.com>:',
  pl: 'wt., 5 mar 2024 o 10:21 Ana Souza <ana@example.com> napisał(a):',
  da: 'Den tirs. 5. mar. 2024 kl. 10.21 skrev Ana Souza <ana@example.com>:',
  sv: 'Den tis 5 mars 2024 kl 10:21 skrev Ana Souza <ana@example.com>:',
  fi: 'ti 5. maalisk. 2024 klo 10.21 Ana Souza (ana@example.com) kirjoitti:',
  cs: 'út 5. 3. 2024 v 10:21 odesílatel Ana Souza <ana@example.com> napsal:',
  ru: 'вт, 5 мар. 2024 г. в 10:21, Ana Souza <ana@example.com>:',
  tr: 'Ana Souza <ana@example.com>, 5 Mar 2024 Sal, 10:21 tarihinde şunu yazdı:',
  ja: '2024年3月5日(火) 10:21 Ana Souza <ana@example.com>:',
  zh: 'Ana Souza <ana@example.com> 于2024年3月5日周二 10:21写道：',
  ko: '2024년 3월 5일 (화) 오전 10:21, Ana Souza <ana@example.com>님이 작성:',
} as const;

/** Attributions without an address. */
export const prefixedReplies = {
  enThunderbird: 'On 3/5/24 10:21, Ana Souza wrote:',
  ptThunderbird: 'Em 05/03/2024 10:21, Ana Souza escreveu:',
  ptPortugal: 'Ana Souza escreveu no dia 05/03/2024 às 10:21:',
  frThunderbird: 'Le 05/03/2024 à 10:21, Ana Souza a écrit :',
  itThunderbird: 'Il 05/03/2024 10:21, Ana Souza ha scritto:',
} as const;

/** Header blocks that Outlook, Samsung Email and Apple Mail write above the earlier message. */
export const blocks = {
  en: 'From: Ana Souza <ana@example.com>\nSent: Tuesday, March 5, 2024 10:21 AM\nTo: Support <help@example.com>\nSubject: Re: Order 4711',
  enBold:
    '*From:* Ana Souza <ana@example.com>\n*Sent:* Tuesday, March 5, 2024 10:21 AM\n*To:* Support\n*Subject:* Order',
  pt: 'De: Ana Souza <ana@example.com>\nEnviado em: terça-feira, 5 de março de 2024 10:21\nPara: Suporte <sac@example.com>\nAssunto: RES: Pedido 4711',
  ptWithoutAddress:
    'De: Ana Souza\nEnviada em: terça-feira, 5 de março de 2024 10:21\nPara: Suporte\nCc: Rui Dias\nAssunto: RES: Pedido',
  ptSamsung:
    'De: Ana Souza <ana@example.com>\nData: 05/03/2024 10:21 (GMT-03:00)\nPara: sac@example.com\nAssunto: Pedido',
  ptSpaced:
    'De: Ana Souza <ana@example.com>\n\nEnviado: terça-feira, 5 de março de 2024 10:21\n\nPara: Suporte\n\nAssunto: Pedido',
  ptRecipients:
    'De: Ana Souza <ana@example.com>\nEnviado: 5 de março de 2024 10:21\nPara: A <a@example.com>;\nB <b@example.com>;\nC <c@example.com>\nAssunto: Pedido',
  es: 'De: Ana Souza <ana@example.com>\nEnviado el: martes, 5 de marzo de 2024 10:21\nPara: Soporte\nAsunto: RE: Pedido',
  fr: 'De : Ana Souza <ana@example.com>\nEnvoyé : mardi 5 mars 2024 10:21\nÀ : Support\nObjet : RE: Commande',
  frLe: '   De : Ana Souza<mailto:ana@example.com>\n   Envoyé le :mardi 5 mars 2024 10:21\n   À : Support\n   Objet :Commande',
  enBroken:
    'From: Human Resources and Facilities\n<a-really-long-address@example.com>\nSent: Tuesday, March 5, 2024 10:21 AM\nTo: Support\nSubject: Order',
  de: 'Von: Ana Souza <ana@example.com>\nGesendet: Dienstag, 5. März 2024 10:21\nAn: Support\nBetreff: AW: Bestellung 4711',
  deWithoutAddress:
    'Von: Ana Souza\nGesendet: Dienstag, 5. März 2024 10:21\nAn: Support\nBetreff: AW: Bestellung',
  it: 'Da: Ana Souza <ana@example.com>\nInviato: martedì 5 marzo 2024 10:21\nA: Supporto\nOggetto: R: Ordine',
  nl: 'Van: Ana Souza <ana@example.com>\nVerzonden: dinsdag 5 maart 2024 10:21\nAan: Support\nOnderwerp: RE: Bestelling',
  pl: 'Od: Ana Souza <ana@example.com>\nWysłano: wtorek, 5 marca 2024 10:21\nDo: Pomoc\nTemat: ODP: Zamówienie',
  da: 'Fra: Ana Souza <ana@example.com>\nSendt: 5. marts 2024 10:21\nTil: Support\nEmne: SV: Ordre',
  ru: 'От: Ana Souza <ana@example.com>\nОтправлено: 5 марта 2024 г. 10:21\nКому: Support\nТема: RE: Заказ',
  tr: 'Kimden: Ana Souza <ana@example.com>\nGönderilen: 5 Mart 2024 Salı 10:21\nKime: Destek\nKonu: YNT: Sipariş',
  ja: '差出人: Ana Souza <ana@example.com>\n送信日時: 2024年3月5日 10:21\n宛先: Support\n件名: RE: 注文',
  zh: '发件人: Ana Souza <ana@example.com>\n发送时间: 2024年3月5日 10:21\n收件人: Support\n主题: 回复: 订单',
} as const;

export const originals = {
  en: '-----Original Message-----',
  enSamsung: '-------- Original message --------',
  pt: '-----Mensagem Original-----',
  ptYahoo: '----- Mensagem original -----',
  de: '-----Ursprüngliche Nachricht-----',
  fr: "-----Message d'origine-----",
  es: '-----Mensaje original-----',
  it: '-----Messaggio originale-----',
  nl: '-----Oorspronkelijk bericht-----',
  pl: '-----Wiadomość oryginalna-----',
  ru: '-----Исходное сообщение-----',
  enZoho: '---- On Tue, 05 Mar 2024 10:21:50 +0530 ana@example.com wrote ----',
  ptZoho: '---- Em ter., 05 mar. 2024 10:21:50 -0300 ana@example.com escreveu ----',
  zh: '------------------ 原始邮件 ------------------',
} as const;

export const deviceLines = [
  'Sent from my iPhone',
  'Sent from my Samsung Galaxy S23 Ultra',
  'Sent from my phone',
  'Sent from Outlook for iOS<https://aka.ms/o0ukef>',
  'Sent from Yahoo Mail on Android',
  'Sent from Mail for Windows 10',
  'Get Outlook for Android<https://aka.ms/AAb9ysg>',
  'Enviado do meu iPhone',
  'Enviado do meu smartphone Samsung Galaxy.',
  'Enviado do meu telemóvel Huawei',
  'Enviado do meu celular',
  'Enviado a partir do meu iPhone',
  'Enviado do Outlook para Android',
  'Enviado do Email para Windows 10',
  'Obter o Outlook para iOS<https://aka.ms/o0ukef>',
  'Enviado desde mi iPhone',
  'Obtener Outlook para Android',
  'Envoyé de mon iPhone',
  'Télécharger Outlook pour iOS',
  'Von meinem iPhone gesendet',
  'Gesendet von Outlook für Android',
  'Gesendet von meinem Samsung Galaxy Smartphone.',
  'Outlook für iOS beziehen',
  'Inviato da iPhone',
  'Verstuurd vanaf mijn iPhone',
  'Verzonden vanaf Outlook voor Android',
  "Wysłane z iPhone'a",
  'Sendt fra min iPhone',
  'Skickat från min iPhone',
  'Lähetetty iPhonesta',
  'Отправлено с iPhone',
  'iPhone’umdan gönderildi',
  'iPhoneから送信',
  '发自我的iPhone',
  '从我的 iPhone 发送',
] as const;
