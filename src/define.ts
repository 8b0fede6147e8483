/** Registers every element. */
import './components/portal-app/define.ts';
import './components/portal-login/define.ts';
import './components/portal-nav/define.ts';
import './components/portal-provider/define.ts';
import './components/ticket-detail/define.ts';
import './components/ticket-form/define.ts';
import './components/ticket-list/define.ts';
