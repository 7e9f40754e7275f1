/** Joins the class names that hold: `classNames('chip', isOn && 'chip-on')`. */
export function classNames(...names: readonly (string | false | undefined)[]): string {
  return names.filter((name) => name !== false && name !== undefined && name !== '').join(' ');
}
