/** `name` or `organisation/name`, as the hub allows it. */
const HUB_ID = /^(?:[A-Za-z0-9][\w.-]*\/)?[A-Za-z0-9][\w.-]*$/;
const LONGEST_PART = 96;

/** True for the id of a model on the hub, which is also its folder below the weights folder. */
export function isHubId(model: string): boolean {
  return (
    HUB_ID.test(model) &&
    !model.includes('..') &&
    !model.includes('--') &&
    model.split('/').every((part) => part.length <= LONGEST_PART)
  );
}
