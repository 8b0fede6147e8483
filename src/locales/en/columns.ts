/** The choice of a list's columns. */
export const columnsWords = {
  columnsShown: 'Columns to show',
  columnsKept: 'Your choice is kept on this device. The subject always shows.',
  resetColumns: 'Reset columns',
};
