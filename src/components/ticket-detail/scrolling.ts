/** The nearest ancestor that scrolls up and down, through shadow roots; the page itself at last. */
export function scrollerOf(element: Element): Element | null {
  let node: Node | null = element;
  while (node) {
    if (node instanceof Element && node.scrollHeight > node.clientHeight) {
      const { overflowY } = getComputedStyle(node);
      if (overflowY === 'auto' || overflowY === 'scroll') return node;
    }
    node = node.parentNode instanceof ShadowRoot ? node.parentNode.host : node.parentNode;
  }
  return document.scrollingElement;
}

/** Whether any of an element is to be seen in what scrolls around it. */
export function isInView(element: Element): boolean {
  const scroller = scrollerOf(element);
  const page = !scroller || scroller === document.scrollingElement;
  const bounds = page ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
  const { top, bottom } = element.getBoundingClientRect();
  return bottom >= bounds.top && top <= bounds.bottom;
}

/** Lets something change around an element of a host, and scrolls so that the element stays where it was. */
export async function keepInPlace(
  host: HTMLElement,
  element: Element,
  change: () => Promise<unknown>,
): Promise<void> {
  const before = element.getBoundingClientRect().top;
  host.style.overflowAnchor = 'none'; // the browser's own correction would come on top
  await change();
  const moved = element.isConnected && element.getBoundingClientRect().top - before;
  const scroller = moved && scrollerOf(element);
  if (scroller) scroller.scrollTop += moved;
  host.style.overflowAnchor = '';
}
