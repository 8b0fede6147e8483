import { lackOf } from './form-parts.ts';
import type { GatewaySettings } from './settings.ts';

/** Something that must be set before the portal can be turned on, or a form be connected. */
export interface Missing {
  /** Path in the document. */
  path: string;
  what: 'origins' | 'sign-in' | 'consent' | 'form-inbox' | 'form-fields';
}

/** What keeps the portal from being turned on. `ownPages`: the gateway serves the portal's page itself, or was told the origins. */
export function missingFor(settings: GatewaySettings, ownPages: boolean): Missing[] {
  const { portal } = settings;
  const { signIn } = portal;
  const missing: Missing[] = [];
  if (portal.origins.length === 0 && !ownPages) missing.push({ path: 'portal.origins', what: 'origins' });
  if (signIn.methods.length === 0 && !signIn.providers.some(({ enabled }) => enabled))
    missing.push({ path: 'portal.signIn.methods', what: 'sign-in' });
  if (signIn.registration && !signIn.consent?.text.trim())
    missing.push({ path: 'portal.signIn.consent', what: 'consent' });
  return missing;
}

/** What the forms that are connected lack; while there is anything, a document is not saved. */
export function missingForForms({ forms }: Pick<GatewaySettings, 'forms'>): Missing[] {
  return forms.flatMap((form, index) =>
    form.connected
      ? lackOf(form).map((what): Missing => ({ path: `forms.${index}.${what}`, what: `form-${what}` }))
      : [],
  );
}
