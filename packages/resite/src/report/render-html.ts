import { renderPage } from '@resite/errors/page';
import type { ReportDocument } from './document.ts';
import { factsOf, sectionsOf } from './sections.ts';

export function renderReportHtml(document: ReportDocument): string {
  const { title, verdict } = document;
  return renderPage({ title, verdict, facts: factsOf(document), sections: sectionsOf(document) });
}
