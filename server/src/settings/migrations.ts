/** The shape of settings documents written now. */
export const schemaVersion = 2;

/** From the shape of each number to the next one's: what was released is never edited. */
const steps: Record<number, (document: Record<string, unknown>) => Record<string, unknown>> = {
  // Whether contacts see their companies' tickets became a question of which contacts do.
  1: ({ tickets, ...rest }) => {
    const { companyView, ...kept } = tickets as Record<string, unknown>;
    return { ...rest, tickets: { ...kept, permission: companyView === true ? 'company' : 'own' } };
  },
};

/** A document of an earlier shape in today's. Throws for one from the future: an older gateway must not guess. */
export function migrateDocument(document: unknown, from: number): unknown {
  if (from > schemaVersion)
    throw new Error(`settings of shape ${from} need a newer gateway; this one knows ${schemaVersion}`);
  let migrated = document;
  for (let shape = from; shape < schemaVersion; shape += 1) {
    const step = steps[shape];
    if (step) migrated = step(migrated as Record<string, unknown>);
  }
  return migrated;
}
