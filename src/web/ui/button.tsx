import type { ComponentChildren, JSX } from 'preact';
import { classNames } from './class-names.js';
import { Icon, type IconName } from './icon.jsx';
import './button.css';

interface ButtonLook {
  readonly kind?: 'plain' | 'primary' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'small';
  readonly icon?: IconName;
  readonly children?: ComponentChildren;
}

type ButtonProps = ButtonLook & Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'size' | 'icon' | 'class'>;

/** A button; one without words needs `aria-label`. */
export function Button({
  kind = 'plain',
  size = 'normal',
  icon,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button {...rest} type={type} class={lookOf({ kind, size, children })}>
      {icon !== undefined && <Icon name={icon} size={size === 'small' ? 15 : 17} />}
      {children}
    </button>
  );
}

type LinkProps = ButtonLook & { readonly href: string; readonly download?: string | boolean };

/** A link that looks like a button. */
export function ButtonLink({ kind = 'plain', size = 'normal', icon, children, ...rest }: LinkProps) {
  return (
    <a {...rest} class={lookOf({ kind, size, children })}>
      {icon !== undefined && <Icon name={icon} size={size === 'small' ? 15 : 17} />}
      {children}
    </a>
  );
}

function lookOf({ kind, size, children }: ButtonLook): string {
  return classNames(
    'button',
    kind !== 'plain' && `button-${kind}`,
    size === 'small' && 'button-small',
    children === undefined && 'button-icon',
  );
}
