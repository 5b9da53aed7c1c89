import { useEffect, useRef } from 'react';
import { press, type Act, type Armed } from './press';

/** Listens to the whole page. A key held down counts once. What `obey` answers with false is left to the browser. */
export function useKeys(obey: (act: Act) => boolean): void {
  const latest = useRef(obey);
  useEffect(() => {
    latest.current = obey;
  });

  useEffect(() => {
    let armed: Armed = null;
    let byPointer = false;
    const heard = (event: KeyboardEvent): void => {
      byPointer = false;
      if (event.repeat || event.defaultPrevented)
        return;
      const next = press(armed, {
        key: event.key,
        at: event.timeStamp,
        isTaken: isTaken(event.target, event.key) || document.querySelector('dialog[open]') !== null,
        hasModifier: event.ctrlKey || event.metaKey || event.altKey,
      });
      armed = next.armed;
      if (next.act !== null && latest.current(next.act))
        event.preventDefault();
    };
    const pointed = (): void => {
      byPointer = true;
    };
    // After a choice by mouse the keys are the page's again.
    const chosen = ({ target }: Event): void => {
      if (byPointer && target instanceof HTMLSelectElement)
        target.blur();
    };
    addEventListener('keydown', heard);
    addEventListener('pointerdown', pointed);
    addEventListener('change', chosen);
    return () => {
      removeEventListener('keydown', heard);
      removeEventListener('pointerdown', pointed);
      removeEventListener('change', chosen);
    };
  }, []);
}

const TEXT = 'input:not([type=range]), textarea';
/** What has the focus, and the keys that it leaves to the page or takes from it. */
const PLAYER = ['p', '[', ']'];
const SLIDER = ['ArrowLeft', 'ArrowRight', 'Home', 'End'];

function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement))
    return false;
  return target.isContentEditable || target.matches(TEXT)
    || target.matches('select') && !PLAYER.includes(key)
    || target.matches('input[type=range]') && SLIDER.includes(key)
    || target.matches('button, a') && key === ' ';
}
