import { render } from 'preact';
import { App } from './app.jsx';
import { startRouter } from './router.js';
import { startTheme } from './theme.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shared.css';

const place = document.getElementById('page');
if (place === null) throw new Error('The page has no element #page.');
startTheme();
startRouter();
render(<App />, place);
