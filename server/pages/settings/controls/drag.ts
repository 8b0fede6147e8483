/**
 * Moves a row of a list by its handle, with mouse, pen or finger. Buttons do the same for everybody else; nothing is
 * changed before the row is let go.
 */
export function dragFrom(event: PointerEvent, move: (from: number, to: number) => void): void {
  const handle = event.currentTarget as HTMLElement;
  const row = handle.closest('li');
  const list = row?.parentElement;
  if (!row || !list || event.button !== 0) return;
  event.preventDefault();
  const rows = [...list.children];
  const from = rows.indexOf(row);
  let to = from;
  const stop = new AbortController();
  const end = (): void => {
    stop.abort();
    for (const one of rows) one.classList.remove('dragged', 'drop-above', 'drop-below');
  };
  const follow = ({ clientY }: PointerEvent): void => {
    // How many of the others' middles lie above the pointer is the place it would have.
    to = rows.filter((one, index) => {
      const { top, height } = one.getBoundingClientRect();
      return index !== from && top + height / 2 < clientY;
    }).length;
    rows.forEach((one, index) => {
      const place = index > from ? index - 1 : index;
      one.classList.toggle('drop-above', index !== from && to !== from && place === to);
      one.classList.toggle(
        'drop-below',
        index !== from && to === rows.length - 1 && to !== from && place === to - 1,
      );
    });
  };
  row.classList.add('dragged');
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener('pointermove', follow, stop);
  handle.addEventListener('pointercancel', end, stop);
  addEventListener('keydown', ({ key }) => key === 'Escape' && end(), stop);
  handle.addEventListener(
    'pointerup',
    () => {
      end();
      if (to !== from) move(from, to);
    },
    stop,
  );
}
