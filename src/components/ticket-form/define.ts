import { define } from '../base/define.ts';
import { TicketForm } from './ticket-form.ts';

define('ticket-form', TicketForm);
