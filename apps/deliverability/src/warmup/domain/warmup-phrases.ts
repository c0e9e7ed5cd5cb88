/** Everyday business between colleagues, with the sentences that messages about it are made of. */
export interface Topic {
  readonly subjects: readonly [string, ...string[]];
  readonly details: readonly [string, ...string[]];
  readonly questions: readonly [string, ...string[]];
  readonly replies: readonly [string, ...string[]];
}

type Phrases = readonly [string, ...string[]];

export const GREETINGS: Phrases = ['Hi', 'Hello', 'Hey', 'Good morning', 'Dear'];
export const CLOSINGS: Phrases = ['Best', 'Thanks', 'Best regards', 'Cheers', 'Talk soon', 'Many thanks', ''];
export const OPENINGS: Phrases = [
  'I hope your week is going well.',
  'Just a short note before I forget.',
  'Sorry for the late message.',
  'Thanks again for your help yesterday.',
  'Quick update from my side.',
  'I went through my notes this morning.',
];
export const ANSWERS: Phrases = [
  'Thanks for the note.',
  'Good point.',
  'Got it, thank you.',
  'Thanks, that helps a lot.',
  'I had the same thought.',
  'Sure, no problem.',
  'Sounds good to me.',
];

export const TOPICS: readonly [Topic, ...Topic[]] = [
  {
    subjects: ['Notes from the meeting', 'Monday meeting', 'Follow-up on our meeting'],
    details: [
      'I wrote down three open points, and two of them are small.',
      'We agreed to keep the current schedule until the end of the month.',
      'The numbers for the last quarter were a bit better than we thought.',
      'Nobody took the task about the slides, so I will start with them.',
    ],
    questions: [
      'Did I miss anything important?',
      'Could you have a short look and tell me what is missing?',
      'Could somebody of your team take the last point?',
    ],
    replies: [
      'I would only add the point about the budget.',
      'The list is complete as far as I can see.',
      'I can take the last point this week.',
    ],
  },
  {
    subjects: ['Schedule for next week', 'Planning next week', 'Are you free on Thursday?'],
    details: [
      'My calendar is quite full on Tuesday, but the rest of the week is open.',
      'The workshop was moved by one day, so Wednesday morning is free again.',
      'I would like to finish the plan before the weekend.',
      'Half an hour should be enough for the main questions.',
    ],
    questions: [
      'Is there a day that works best for you?',
      'Would Thursday at ten be fine?',
      'Shall I send an invitation for the afternoon?',
    ],
    replies: [
      'Thursday works for me, any time before noon.',
      'Wednesday would be a little easier on my side.',
      'Please send the invitation, I will move my other call.',
    ],
  },
  {
    subjects: ['Draft of the report', 'Report for the board', 'Comments on the draft'],
    details: [
      'The second chapter is still rough, but the structure should stay.',
      'I shortened the introduction and moved the tables to the end.',
      'The figures for March are the final ones now.',
      'There is one paragraph about costs that I am not sure about.',
    ],
    questions: [
      'Could you read the summary once more?',
      'Do you think that it is too long?',
      'Is there a figure that you would leave out?',
    ],
    replies: [
      'The summary reads well, I changed two words only.',
      'I would leave out the second table, it says the same twice.',
      'Length is fine, the board likes details.',
    ],
  },
  {
    subjects: ['Order for the office', 'Office supplies', 'New chairs'],
    details: [
      'The supplier confirmed the delivery for the end of next week.',
      'We still have paper for about a month.',
      'Two of the monitors on the second floor are quite old.',
      'The price went up a little since the last order.',
    ],
    questions: [
      'Do you need anything else before I send the order?',
      'Should we ask for a second offer?',
      'How many do you need for your team?',
    ],
    replies: [
      'We need two more, the rest is fine.',
      'A second offer would not hurt.',
      'Nothing else from my side, please go ahead.',
    ],
  },
  {
    subjects: ['Visit of the new customer', 'Customer visit', 'Preparing the visit'],
    details: [
      'They arrive a little before eleven and stay for lunch.',
      'I reserved the large room and asked for coffee.',
      'Last time they asked mostly about delivery times.',
      'Four people will come, two of them for the first time.',
    ],
    questions: [
      'Could you show them the workshop?',
      'Would you like to join us for lunch?',
      'Could you give the short introduction?',
    ],
    replies: [
      'I am happy to show them around.',
      'Lunch is fine, I will keep the time free.',
      'I can do the introduction, ten minutes should be enough.',
    ],
  },
  {
    subjects: ['Training in autumn', 'Course for the team', 'Language course'],
    details: [
      'There are places left in the second week of the month.',
      'The feedback of the last group was very good.',
      'Two half days suit most people better than a whole one.',
      'The trainer would come to our office if we are more than six.',
    ],
    questions: [
      'How many people of your team would join?',
      'Do you prefer mornings or afternoons?',
      'Should we wait until the holidays are over?',
    ],
    replies: [
      'Four of us would join, maybe five.',
      'Mornings are better for us.',
      'After the holidays would be easier to plan.',
    ],
  },
];
