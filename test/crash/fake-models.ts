/** Models that the fake OpenAI answers in another way than others: not at all well, or without ever coming to an end. */
export const REFUSED_MODEL = 'refused';
export const ENDLESS_MODEL = 'gpt-4o-mini-without-end';
