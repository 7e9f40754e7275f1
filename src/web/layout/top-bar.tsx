import type { Route, ViewName } from '../routes.js';
import { Icon, type IconName } from '../ui/icon.jsx';
import { BrandMark } from './brand-mark.jsx';
import { SearchBox } from './search-box.jsx';
import { ThemeSwitch } from './theme-switch.jsx';

interface Tab {
  readonly view: ViewName;
  readonly address: string;
  readonly label: string;
  readonly icon: IconName;
}

const TABS: readonly Tab[] = [
  { view: 'library', address: '/', label: 'Library', icon: 'library' },
  { view: 'map', address: '/map', label: 'Map', icon: 'map' },
  { view: 'feed', address: '/feed', label: 'Feed', icon: 'feed' },
  { view: 'runs', address: '/runs', label: 'Runs', icon: 'runs' },
  { view: 'add', address: '/add', label: 'Add', icon: 'add' },
];

/** Name, views, search and theme. On narrow screens the views stand at the bottom. */
export function TopBar({ route }: { readonly route: Route }) {
  const shown = route.view === 'video' ? 'library' : route.view;
  return (
    <header class="top-bar">
      <a class="brand" href="/" aria-label="vidtoken, library">
        <BrandMark />
        <span class="brand-name">vidtoken</span>
      </a>
      <nav class="tabs" aria-label="Views">
        {TABS.map(({ view, address, label, icon }) => (
          <a key={view} class="tab" href={address} {...(view === shown ? { 'aria-current': 'page' } : {})}>
            <Icon name={icon} />
            {label}
          </a>
        ))}
      </nav>
      <div class="bar-end">
        <SearchBox route={route} />
        <ThemeSwitch />
      </div>
    </header>
  );
}
