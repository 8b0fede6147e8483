/** Registers every element. */
import './components/portal-app/define.ts';
import './components/portal-login/define.ts';
import './components/portal-nav/define.ts';
import './components/portal-provider/define.ts';
import './components/portal-sessions/define.ts';
import './components/ticket-detail/define.ts';
import './components/ticket-form/define.ts';
import './components/ticket-list/define.ts';
import * as nav from './components/portal-nav/nav-look.ts';
import { navLook } from './components/portal-nav/portal-nav.ts';
import * as list from './components/ticket-list/list-look.ts';
import { listLook } from './components/ticket-list/ticket-list.ts';

// Most people see the bar and their tickets first: with all elements in one file, these wait for no second one.
navLook.provide(nav);
listLook.provide(list);
