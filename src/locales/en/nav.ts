import { one } from './numbers.ts';

/** The navigation's words. */
export const navWords = {
  portalNav: 'Support portal',
  goToPortal: (portal: string) => `Go to ${portal}`,
  signedInAs: (name: string) => `Signed in as ${name}`,
  unsentWarning: (n: number) =>
    `${one(n, 'message is', 'messages are')} not sent yet and will be lost when you sign out.`,
  signOutAnyway: 'Sign out anyway',
  staySignedIn: 'Stay signed in',
  signedOut: 'You are signed out.',
  ownSessions: 'Where you are signed in',
  // For staff, who look at the portal as customers have it
  previewed: 'You are looking at the portal as staff.',
  previewedOff: 'It is off: customers cannot see it.',
  toStaffPage: 'Back to the agents’ page',
};
