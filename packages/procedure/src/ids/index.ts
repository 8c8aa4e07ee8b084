export { highestOfEachRange } from './highest-of-each-range.ts';
export { type IdSurvey, liveSite, surveyIds } from './survey-ids.ts';
