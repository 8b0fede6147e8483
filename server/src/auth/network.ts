import { isIPv6 } from 'node:net';

/**
 * What quotas count by: an IPv4 address, or the first 64 bits of an IPv6 one, since whoever has one of those has
 * all that share them. Anything else is its own.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted end stands for two groups.
  const width = groups.length + rest.length + (plain.includes('.') ? 1 : 0);
  const all = [...groups, ...Array<string>(tail === undefined ? 0 : 8 - width).fill('0'), ...rest];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
