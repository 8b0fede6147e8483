import type { Context } from 'hono';
import type { GatewayEnv } from './environment.ts';
import { problem } from './problems.ts';
import type { Site } from './site.ts';

/**
 * The pages beside the API: the owner's site, and the gateway's own. The agents' page and the library's script for
 * other sites are always there; a page with the whole portal stands at the slug of the settings, unless the site has
 * one of its own there.
 */
export function createPages({
  site,
  own,
  slug,
}: {
  site: Site | undefined;
  own: Site | undefined;
  slug: () => string;
}): (context: Context<GatewayEnv>) => Promise<Response> {
  return async (context) => {
    const { path } = context.req;
    if (/^\/(staff|cdn)(\/|$)/.test(path)) return (await own?.page(context, path)) ?? problem('not-found');
    const found = await site?.page(context, path);
    if (found) return found;
    const portal = `/${slug()}/`;
    if (`${path}/` === portal) return context.redirect(portal, 307);
    if (path === portal) return (await own?.page(context, '/portal/')) ?? problem('not-found');
    // Where there is nothing but the portal, it is the first page.
    if (path === '/' && !site) return context.redirect(portal, 307);
    return site?.notFound(context) ?? problem('not-found');
  };
}
