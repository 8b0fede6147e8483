import type { GatewaySettings } from '../settings/settings.ts';
import { defaultSettings } from '../settings/settings.ts';

/** How the demo's owner, who sells a product called Lumen, has set up the portal. */
export const demoSettings: GatewaySettings = {
  ...defaultSettings,
  portal: {
    ...defaultSettings.portal,
    name: 'Lumen Support',
    idleSeconds: 60 * 60,
    contactHint: 'Write to help@lumen.example if the portal itself gives you trouble.',
    signIn: {
      ...defaultSettings.portal.signIn,
      consent: {
        version: '2026-11-01',
        text: 'Lumen keeps your name, your address and what you write here, to answer you. Read how in the [privacy notice](/articles/data-retention/).',
        label: 'I agree that Lumen keeps what I write to answer me',
      },
    },
  },
};
