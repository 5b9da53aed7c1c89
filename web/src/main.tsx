import { createRoot } from 'react-dom/client';
import { readToken } from './api/token';
import { App } from './App';
import { start } from './stream/session';
import './styles/base.css';
import './styles/shell.css';
import './styles/panels.css';
import './styles/flow.css';
import './styles/desk.css';
import './styles/risk.css';
import './styles/lab.css';

readToken();
addEventListener('hashchange', readToken);
start();
createRoot(document.getElementById('root')!).render(<App />);
