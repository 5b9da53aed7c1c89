import { useLayoutEffect, useRef, type ReactNode } from 'react';

interface Props {
  title: string;
  onClose: () => void;
  testId: string;
  children: ReactNode;
}

/** A modal dialog; Escape closes it. What is marked data-first gets the focus. */
export function Dialog({ title, onClose, testId, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => { // open as soon as it is there: a key that comes at once is its own
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-label={title} data-testid={testId}>
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  text: string;
  verb: string;
  isDangerous?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  testId: string;
}

/** Asks once more; Enter confirms, Escape leaves. */
export function Confirm({ title, text, verb, isDangerous = false, onConfirm, onClose, testId }: ConfirmProps) {
  const confirmed = (): void => {
    onClose();
    onConfirm();
  };
  return (
    <Dialog title={title} onClose={onClose} testId={testId}>
      <p>{text}</p>
      <div className="buttons">
        <button onClick={onClose} data-testid={`${testId}-leave`}>Leave <kbd>Esc</kbd></button>
        <button className={isDangerous ? 'danger' : 'primary'} onClick={confirmed} data-first data-testid={`${testId}-confirm`}>
          {verb} <kbd>Enter</kbd>
        </button>
      </div>
    </Dialog>
  );
}
