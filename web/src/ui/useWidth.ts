import { useLayoutEffect, useState, type RefObject } from 'react';

/** How wide the box is inside, also once the window has changed; 0 before it is drawn. */
export function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const of = box.current!;
    const read = (): void => setWidth(of.clientWidth);
    read();
    const resized = new ResizeObserver(read);
    resized.observe(of);
    return () => resized.disconnect();
  }, [box]);
  return width;
}
