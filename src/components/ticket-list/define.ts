import { define } from '../base/define.ts';
import { TicketList } from './ticket-list.ts';

define('ticket-list', TicketList);
