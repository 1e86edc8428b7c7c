import type { Locale } from './locale';

export const english: Locale = {
  language: 'en',
  country: 'GB',
  city: 'Leeds',
  timezone: 'Europe/London',
  given: ['Maya', 'Owen', 'Grace', 'Theo', 'Hannah', 'Felix', 'Ruth', 'Caleb', 'Ivy', 'Marcus'],
  family: [
    'Holloway',
    'Brandt',
    'Okafor',
    'Whitlock',
    'Sandoval',
    'Pryce',
    'Lindgren',
    'Castell',
    'Moreau',
    'Dunne',
  ],
  items: ['Fjell 40 backpack', 'two-person tent', 'rain jacket', 'camping stove', 'sleeping bag'],
  scenarios: [
    {
      tag: 'returns',
      subject: 'Broken zipper on my {item}',
      lines: [
        'Hi, the zipper of the {item} from order {order} broke on the second day. Can I get a replacement?',
        'Hello! I am sorry about that. Could you send us a photo of the zipper, please?',
        'Sure, it is attached. The slider came off on one side.',
        'Thank you, that is a fault on our side. A new one leaves the warehouse today.',
      ],
    },
    {
      tag: 'shipping',
      subject: 'Where is order {order}?',
      lines: [
        'The tracking page for order {order} has not moved since Monday. Is the {item} lost?',
        'I asked the carrier: the parcel is waiting at the depot and comes tomorrow before noon.',
        'Great, I will be at home. Thanks for checking.',
        'You are welcome. Have a good trip!',
      ],
    },
    {
      tag: 'billing',
      subject: 'Charged twice for order {order}',
      lines: [
        'My card shows the same amount two times for order {order}. Please check.',
        'One of them is only a reservation. It disappears within five working days.',
        'Understood, I will write again if it does not.',
      ],
    },
    {
      tag: 'product',
      subject: 'Does the {item} work in winter?',
      lines: [
        'I plan a trip at minus ten degrees. Is the {item} made for that?',
        'It is rated down to minus five, so we would suggest the expedition model.\nIt is 300 g heavier.',
        'Good to know, I take that one then.',
      ],
    },
    {
      tag: 'warranty',
      subject: 'Warranty after three years?',
      lines: [
        'I bought a {item} in your Leeds shop three years ago and lost the receipt. Is it still under warranty?',
      ],
    },
  ],
};
