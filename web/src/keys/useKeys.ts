import { useEffect, useRef } from 'react';
import { press, type Act, type Armed } from './press';

/** Listens to the whole page. A key held down counts once. */
export function useKeys(obey: (act: Act) => void): void {
  const latest = useRef(obey);
  useEffect(() => {
    latest.current = obey;
  });

  useEffect(() => {
    let armed: Armed = null;
    const heard = (event: KeyboardEvent): void => {
      if (event.repeat)
        return;
      const next = press(armed, {
        key: event.key,
        at: event.timeStamp,
        isTaken: isTyping(event.target) || document.querySelector('dialog[open]') !== null,
        hasModifier: event.ctrlKey || event.metaKey || event.altKey,
      });
      armed = next.armed;
      if (next.act === null)
        return;
      event.preventDefault();
      latest.current(next.act);
    };
    addEventListener('keydown', heard);
    return () => removeEventListener('keydown', heard);
  }, []);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=range]), select, textarea'));
