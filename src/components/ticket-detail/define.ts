import { define } from '../base/define.ts';
import { TicketDetail } from './ticket-detail.ts';

define('ticket-detail', TicketDetail);
