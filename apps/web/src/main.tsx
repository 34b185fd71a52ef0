import { render } from 'preact';
import './theme';
import { followLinks } from './router';
import { openSession } from './session';
import { App } from './shell/app';

document.addEventListener('click', followLinks);
void openSession();
render(<App />, document.getElementById('app') as HTMLElement);
