import type { Locale } from './locale';

/** Right-to-left text, to test text direction in rows and messages. */
export const arabic: Locale = {
  language: 'ar',
  country: 'JO',
  city: 'عمّان',
  timezone: 'Asia/Amman',
  given: [
    'ليلى|layla',
    'يوسف|yousef',
    'سلمى|salma',
    'كريم|karim',
    'هناء|hanaa',
    'طارق|tariq',
    'نور|nour',
    'سامر|samer',
    'رنا|rana',
    'عمر|omar',
  ],
  family: [
    'الحداد|haddad',
    'منصور|mansour',
    'الخطيب|khatib',
    'درويش|darwish',
    'شاهين|shaheen',
    'النجار|najjar',
    'قباني|qabbani',
    'عساف|assaf',
    'بركات|barakat',
    'زيدان|zaidan',
  ],
  items: ['حقيبة ظهر Fjell 40', 'خيمة لشخصين', 'سترة مطر', 'موقد تخييم', 'كيس نوم'],
  scenarios: [
    {
      tag: 'shipping',
      subject: 'أين وصل الطلب رقم {order}؟',
      lines: [
        'مرحباً، طلبت {item} قبل أسبوع ورقم الطلب {order}، ولم يصلني أي إشعار.',
        'أهلاً بك، الشحنة الآن في مركز التوزيع وستصلك غداً مساءً.',
        'شكراً جزيلاً على سرعة الرد.',
      ],
    },
    {
      tag: 'returns',
      subject: 'طلب استبدال: {item}',
      lines: [
        'وصلني اللون الخطأ في الطلب {order}. كيف يمكنني استبداله؟',
        'نعتذر عن الخطأ. سيأتي المندوب لاستلام المنتج وتسليم البديل في الزيارة نفسها.',
        'ممتاز، أنا في البيت بعد الساعة الرابعة.',
      ],
    },
    {
      tag: 'product',
      subject: 'سؤال عن مقاومة الماء',
      lines: ['هل {item} مقاوم للماء بالكامل أم يحتاج إلى غطاء إضافي؟'],
    },
  ],
};
