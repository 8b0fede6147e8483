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
