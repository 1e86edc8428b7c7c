import type { Locale } from './locale';

export const portuguese: Locale = {
  language: 'pt',
  country: 'BR',
  city: 'Florianópolis',
  timezone: 'America/Sao_Paulo',
  given: ['João', 'Beatriz', 'Antônio', 'Letícia', 'Rafael', 'Conceição', 'Caio', 'Inês', 'Davi', 'Luana'],
  family: [
    'Guimarães',
    'Araújo',
    'Falcão',
    'Teixeira',
    'Brandão',
    'Queiroz',
    'Simões',
    'Muniz',
    'Peçanha',
    'Vilela',
  ],
  items: [
    'mochila Fjell 40',
    'barraca para duas pessoas',
    'jaqueta impermeável',
    'fogareiro',
    'saco de dormir',
  ],
  scenarios: [
    {
      tag: 'returns',
      subject: 'Quero trocar o tamanho do pedido {order}',
      lines: [
        'Olá! Comprei uma {item} no pedido {order}, mas ficou pequena. Como faço a troca?',
        'Oi! A troca é gratuita em até 30 dias. Enviei a etiqueta de postagem para o seu e-mail.',
        'Recebi, obrigado! Posto amanhã cedo.',
        'Perfeito. Assim que chegar, enviamos o tamanho novo.',
      ],
    },
    {
      tag: 'shipping',
      subject: 'Pedido {order} não chegou',
      lines: [
        'O prazo do pedido {order} venceu ontem e nada da {item}. Viajo no sábado!',
        'Sinto muito pelo atraso. Já falei com a transportadora: a entrega é hoje até as 18h.',
        'Chegou agora há pouco. Muito obrigada pela atenção!',
      ],
    },
    {
      tag: 'billing',
      subject: 'Boleto vencido do pedido {order}',
      lines: [
        'O boleto do pedido {order} venceu no feriado. Vocês podem gerar outro?',
        'Claro! O novo boleto vale até sexta-feira e já está na sua conta.',
      ],
    },
    {
      tag: 'product',
      subject: 'Dúvida sobre a {item}',
      lines: [
        'A {item} aguenta chuva forte o dia inteiro? Vou fazer uma travessia de quatro dias na serra.',
        'Aguenta sim. As costuras são seladas; só não deixe de usar a capa que vem no bolso de baixo.',
        'Ótimo, era o que eu precisava saber.',
      ],
    },
    {
      tag: 'praise',
      subject: 'Elogio ao atendimento',
      lines: ['Só queria agradecer: a equipe resolveu meu problema com a {item} em dez minutos. Nota dez!'],
    },
  ],
};
