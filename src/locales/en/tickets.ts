/** What lists and tickets say alike. */
export const ticketsWords = {
  open: 'Open',
  closed: 'Closed',
  columns: {
    reference: 'ID',
    subject: 'Subject',
    status: 'Status',
    created: 'Created',
    activity: 'Last activity',
  } as Record<string, string>,
  requester: 'From',
  unread: 'Unread',
  you: 'You',
};
