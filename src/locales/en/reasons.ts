/** Why somebody sees a ticket. */
export const reasonsWords = {
  whyMine: 'It is your own ticket.',
  /** `company` may be empty. */
  whyCompany: (company: string) =>
    company ? `It is a ticket of ${company}, whose tickets you may see.` : 'It is a ticket of your company.',
  whyStaff: 'You are signed in as staff, who see every ticket.',
  whyRule: 'Not every ticket shows here. What counts in this one:',
  whyMore: 'And more that is not shown here.',
  whyHidden: 'Not every ticket shows here. What counts in this one is not shown.',
  /** In place of a property's value where a ticket has none. */
  whyEmpty: 'nothing entered',
  whyChannel: 'How it reached us',
};
