/** The texts of the pages for recipients. `{sender}` is the name of the sending account. */
export interface PageTexts {
  readonly unsubscribe: string;
  readonly question: string;
  readonly button: string;
  readonly unsubscribed: string;
  readonly confirmation: string;
  readonly unknown: string;
  readonly unknownHint: string;
  readonly failed: string;
  readonly failedHint: string;
}

/** By language (ISO 639-1). English is for everybody else. */
export const PAGE_TEXTS = {
  en: {
    unsubscribe: 'Unsubscribe',
    question: 'Would you like no more e-mails from {sender}?',
    button: 'Unsubscribe',
    unsubscribed: 'You are unsubscribed',
    confirmation: '{sender} will send you no more e-mails.',
    unknown: 'This link does not work',
    unknownHint: 'It is not complete. Please open it from the e-mail again, or answer the e-mail.',
    failed: 'That did not work',
    failedHint: 'Please try again in a minute.',
  },
  de: {
    unsubscribe: 'Abmelden',
    question: 'Möchten Sie keine E-Mails von {sender} mehr erhalten?',
    button: 'Abmelden',
    unsubscribed: 'Sie sind abgemeldet',
    confirmation: 'Sie erhalten keine E-Mails von {sender} mehr.',
    unknown: 'Dieser Link funktioniert nicht',
    unknownHint:
      'Er ist nicht vollständig. Bitte öffnen Sie ihn noch einmal aus der E-Mail, oder antworten Sie darauf.',
    failed: 'Das hat nicht geklappt',
    failedHint: 'Bitte versuchen Sie es in einer Minute noch einmal.',
  },
  fr: {
    unsubscribe: 'Se désabonner',
    question: 'Souhaitez-vous ne plus recevoir d’e-mails de {sender} ?',
    button: 'Se désabonner',
    unsubscribed: 'Vous êtes désabonné(e)',
    confirmation: 'Vous ne recevrez plus d’e-mails de {sender}.',
    unknown: 'Ce lien ne fonctionne pas',
    unknownHint: 'Il est incomplet. Ouvrez-le de nouveau depuis l’e-mail, ou répondez à l’e-mail.',
    failed: 'Cela n’a pas fonctionné',
    failedHint: 'Veuillez réessayer dans une minute.',
  },
  es: {
    unsubscribe: 'Darse de baja',
    question: '¿Desea dejar de recibir correos de {sender}?',
    button: 'Darse de baja',
    unsubscribed: 'Se ha dado de baja',
    confirmation: 'No recibirá más correos de {sender}.',
    unknown: 'Este enlace no funciona',
    unknownHint: 'No está completo. Ábralo de nuevo desde el correo o responda al correo.',
    failed: 'No ha funcionado',
    failedHint: 'Inténtelo de nuevo en un minuto.',
  },
  pt: {
    unsubscribe: 'Cancelar a subscrição',
    question: 'Deseja deixar de receber e-mails de {sender}?',
    button: 'Cancelar a subscrição',
    unsubscribed: 'A subscrição foi cancelada',
    confirmation: 'Não receberá mais e-mails de {sender}.',
    unknown: 'Este link não funciona',
    unknownHint: 'Está incompleto. Abra-o novamente a partir do e-mail ou responda ao e-mail.',
    failed: 'Não funcionou',
    failedHint: 'Tente novamente dentro de um minuto.',
  },
  it: {
    unsubscribe: 'Annulla l’iscrizione',
    question: 'Desidera non ricevere più e-mail da {sender}?',
    button: 'Annulla l’iscrizione',
    unsubscribed: 'L’iscrizione è annullata',
    confirmation: 'Non riceverà più e-mail da {sender}.',
    unknown: 'Questo link non funziona',
    unknownHint: 'Non è completo. Lo apra di nuovo dall’e-mail, oppure risponda all’e-mail.',
    failed: 'Non ha funzionato',
    failedHint: 'Riprovi tra un minuto.',
  },
  nl: {
    unsubscribe: 'Afmelden',
    question: 'Wilt u geen e-mails van {sender} meer ontvangen?',
    button: 'Afmelden',
    unsubscribed: 'U bent afgemeld',
    confirmation: 'U ontvangt geen e-mails van {sender} meer.',
    unknown: 'Deze link werkt niet',
    unknownHint: 'Hij is niet volledig. Open hem opnieuw vanuit de e-mail, of beantwoord de e-mail.',
    failed: 'Dat is niet gelukt',
    failedHint: 'Probeer het over een minuut opnieuw.',
  },
  pl: {
    unsubscribe: 'Wypisz się',
    question: 'Czy nie chcesz otrzymywać więcej e-maili od {sender}?',
    button: 'Wypisz się',
    unsubscribed: 'Wypisano',
    confirmation: '{sender} nie wyśle już więcej e-maili.',
    unknown: 'Ten link nie działa',
    unknownHint: 'Jest niekompletny. Otwórz go ponownie z e-maila lub odpowiedz na e-mail.',
    failed: 'Nie udało się',
    failedHint: 'Spróbuj ponownie za minutę.',
  },
} as const satisfies Readonly<Record<string, PageTexts>>;

export type PageLanguage = keyof typeof PAGE_TEXTS;
