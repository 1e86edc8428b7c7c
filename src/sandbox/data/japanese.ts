import type { Locale } from './locale';

export const japanese: Locale = {
  language: 'ja',
  country: 'JP',
  city: '金沢市',
  timezone: 'Asia/Tokyo',
  familyFirst: true,
  given: [
    '美咲|misaki',
    '健太|kenta',
    '陽子|yoko',
    '翔|sho',
    'さくら|sakura',
    '大輔|daisuke',
    '千尋|chihiro',
    '蓮|ren',
    '葵|aoi',
    '直樹|naoki',
  ],
  family: [
    '小林|kobayashi',
    '森下|morishita',
    '長谷川|hasegawa',
    '桜井|sakurai',
    '石橋|ishibashi',
    '水野|mizuno',
    '藤原|fujiwara',
    '竹内|takeuchi',
    '岩崎|iwasaki',
    '星野|hoshino',
  ],
  items: ['バックパック Fjell 40', '二人用テント', 'レインジャケット', 'キャンプ用バーナー', '寝袋'],
  scenarios: [
    {
      tag: 'shipping',
      subject: '注文{order}の配送状況について',
      lines: [
        'お世話になっております。注文{order}の「{item}」はいつ届きますでしょうか。',
        'お問い合わせありがとうございます。本日発送し、明後日の午前中にお届けの予定です。',
        '承知しました。よろしくお願いいたします。',
      ],
    },
    {
      tag: 'returns',
      subject: '{item}の交換希望',
      lines: [
        '届いた「{item}」に傷がありました。交換は可能でしょうか。写真を添付いたします。',
        'ご迷惑をおかけして申し訳ございません。新しい商品をすぐにお送りいたします。',
        '迅速なご対応、ありがとうございます。',
        '傷のある商品は着払いでご返送ください。',
      ],
    },
    {
      tag: 'product',
      subject: '冬山での使用について',
      lines: ['「{item}」は氷点下でも使えますか？来月、雪山に行く予定です。'],
    },
    {
      tag: 'billing',
      subject: '領収書の発行をお願いします',
      lines: [
        '注文{order}の領収書を会社名で発行していただけますか。',
        'かしこまりました。宛名を正式な表記でお知らせください。',
      ],
    },
  ],
};
