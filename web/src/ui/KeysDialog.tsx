import { Dialog } from './Dialog';

const KEYS = [
  ['1', 'Flow: what dealers must trade'],
  ['2', 'Desk: what we hold and hedge'],
  ['3', 'Risk: what becomes of it'],
  ['4', 'Lab: what hedging costs against its risk'],
  ['/', 'search a strike, an expiry, a contract or a policy'],
  ['p Space', 'play the snapshots, or pause'],
  ['[ ] ← →', 'the snapshot before, the one after'],
  ['Home End', 'the first snapshot, the last'],
  ['k k', 'kill switch, with a confirmation'],
  ['?', 'these keys'],
  ['Esc', 'leave a dialog or the search'],
] as const;

export const KeysDialog = ({ onClose }: { onClose: () => void }) => (
  <Dialog title="Keys" onClose={onClose} testId="keys-dialog">
    <dl className="keys">
      {KEYS.map(([key, meaning]) => (
        <div key={key}><dt><kbd>{key}</kbd></dt><dd>{meaning}</dd></div>
      ))}
    </dl>
    <p className="credit">
      Price charts: TradingView Lightweight Charts™, © TradingView, Inc., <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">tradingview.com</a>
    </p>
    <div className="buttons"><button onClick={onClose} data-first>Close</button></div>
  </Dialog>
);
