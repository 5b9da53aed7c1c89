import { useState, type FormEvent } from 'react';
import { setHold } from '../../stream/commands';
import { Dialog } from '../../ui/Dialog';
import { useSending } from '../../ui/useSending';
import { holdOf } from './hold';

/** A position that another account holds, by hand. It stays open, with what the desk says, until one is taken. */
export function HoldDialog({ onClose }: { onClose: () => void }) {
  const [texts, setTexts] = useState({ symbol: '', quantity: '', price: '' });
  const { refusal, isSending, send } = useSending(onClose);
  const wanted = holdOf(texts);
  const sent = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (wanted !== null)
      await send(() => setHold(wanted));
  };
  return (
    <Dialog title="Held elsewhere" onClose={onClose} testId="hold-dialog">
      <form onSubmit={event => void sent(event)}>
        <p>What another account holds is hedged with the book, and not traded here. So many contracts from now on; 0 for none any more.</p>
        {(['symbol', 'quantity', 'price'] as const).map(part => (
          <label key={part}>
            {part}
            <input inputMode={part === 'symbol' ? 'text' : 'decimal'} value={texts[part]} data-first={part === 'symbol' || undefined} data-testid={`hold-${part}`} spellCheck={false}
              onChange={event => setTexts({ ...texts, [part]: event.target.value })} />
          </label>
        ))}
        <p className="hint" data-testid="hold-hint">{refusal ?? (wanted === null ? 'A symbol that the venue lists, contracts (+ long), and the price at which what is new was traded' : ' ')}</p>
        <div className="buttons">
          <button type="button" onClick={onClose}>Leave <kbd>Esc</kbd></button>
          <button className="primary" disabled={wanted === null || isSending} data-testid="hold-confirm">Hold <kbd>Enter</kbd></button>
        </div>
      </form>
    </Dialog>
  );
}
