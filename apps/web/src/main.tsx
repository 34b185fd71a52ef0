import { render } from 'preact';
import './theme';
import { openSession } from './session';
import { App } from './shell/app';

void openSession();
render(<App />, document.getElementById('app') as HTMLElement);
