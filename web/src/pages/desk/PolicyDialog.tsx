import { useState, type FormEvent } from 'react';
import { setPolicy } from '../../stream/commands';
import { Dialog } from '../../ui/Dialog';

interface Props {
  /** JSON; null for a policy that has none. */
  settings: string | null;
  underlying: string;
  onClose: () => void;
}

/** The desk's policy as its JSON: what cannot be is told by key, value and what is allowed, and nothing changes. */
export function PolicyDialog({ settings, underlying, onClose }: Props) {
  const [text, setText] = useState(() => settings === null ? '' : JSON.stringify(JSON.parse(settings), null, 2));
  const [refusal, setRefusal] = useState<string | null>(null);
  const sent = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const why = await setPolicy(text, underlying);
    if (why === null)
      onClose();
    else
      setRefusal(why);
  };
  return (
    <Dialog title={`Hedge policy, ${underlying}`} onClose={onClose} testId="policy-dialog">
      <form onSubmit={event => void sent(event)}>
        <textarea rows={18} cols={64} spellCheck={false} value={text} aria-label="policy, JSON" data-first data-testid="policy-text"
          onChange={event => {
            setText(event.target.value);
            setRefusal(null);
          }} />
        <p className="hint" data-testid="policy-hint">{refusal ?? ' '}</p>
        <div className="buttons">
          <button type="button" onClick={onClose}>Leave <kbd>Esc</kbd></button>
          <button className="primary" disabled={text.trim() === ''} data-testid="policy-confirm">Set policy</button>
        </div>
      </form>
    </Dialog>
  );
}
