/** The words of the list of one's own sessions. */
export const sessionsWords = {
  sessions: 'Where you are signed in',
  sessionsText: 'End what you do not recognise, and change your password then.',
  thisSession: 'This session',
  unknownDevice: 'Unknown device',
  /** With a date or a span of time. */
  lastActive: (when: string) => `Last active ${when}`,
  signedInSince: (when: string) => `Signed in ${when}`,
  endSession: 'End',
  endSessionOn: (device: string) => `End the session on ${device}`,
  sessionEnded: (device: string) => `The session on ${device} has ended.`,
  onlySession: 'You are signed in nowhere else.',
  sessionsFailed: 'Your sessions could not be loaded.',
  signOutEverywhere: 'Sign out everywhere',
  signOutEverywhereQuestion:
    'Sign out everywhere, here too? What you have written here and not sent is lost.',
};
