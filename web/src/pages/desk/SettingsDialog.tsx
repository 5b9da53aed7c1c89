import { useState, type FormEvent } from 'react';
import { Dialog } from '../../ui/Dialog';
import { useSending } from '../../ui/useSending';

interface Props {
  /** In test ids, and to whoever cannot see the text: policy. */
  name: string;
  title: string;
  verb: string;
  /** JSON; null for what has none. */
  settings: string | null;
  /** Resolves to why the text is refused, or null where it was taken. */
  onSet: (text: string) => Promise<string | null>;
  onClose: () => void;
}

/** Settings of the desk as their JSON: what cannot be is told by key, value and what is allowed, and nothing changes. */
export function SettingsDialog({ name, title, verb, settings, onSet, onClose }: Props) {
  const [text, setText] = useState(() => settings === null ? '' : JSON.stringify(JSON.parse(settings), null, 2));
  const { refusal, isSending, send, forget } = useSending(onClose);
  const sent = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await send(() => onSet(text));
  };
  return (
    <Dialog title={title} onClose={onClose} testId={`${name}-dialog`}>
      <form onSubmit={event => void sent(event)}>
        <textarea rows={18} cols={64} spellCheck={false} value={text} aria-label={`${name}, JSON`} data-first data-testid={`${name}-text`}
          onChange={event => {
            setText(event.target.value);
            forget();
          }} />
        <p className="hint" data-testid={`${name}-hint`}>{refusal ?? ' '}</p>
        <div className="buttons">
          <button type="button" onClick={onClose}>Leave <kbd>Esc</kbd></button>
          <button className="primary" disabled={text.trim() === '' || isSending} data-testid={`${name}-confirm`}>{verb}</button>
        </div>
      </form>
    </Dialog>
  );
}
