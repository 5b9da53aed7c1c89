import { useState, type FormEvent } from 'react';
import { keepToken } from '../api/token';

/** Instead of a page, where looking needs a token that the browser does not have. */
export function TokenForm() {
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const given = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    keepToken(text.trim());
    setText('');
  };
  return (
    <main className="outside">
      <form onSubmit={given} data-testid="token-form">
        <label>
          Your token
          <input type="password" autoComplete="off" spellCheck={false} autoFocus value={text} onChange={event => setText(event.target.value)} data-testid="token-text" />
        </label>
        <button className="primary" disabled={text.trim() === ''} data-testid="token-confirm">Open</button>
        <p className="hint">{tried ? 'This token does not open the page.' : 'poise token add makes one for each user.'}</p>
      </form>
    </main>
  );
}
