import { ButtonLink } from '../ui/button.jsx';
import { Empty } from '../ui/empty.jsx';

/** An address that is no place of the page. */
export function NowhereView() {
  return (
    <Empty
      isWholeView
      icon="search"
      title="There is no such page"
      actions={
        <ButtonLink href="/" kind="primary">
          Go to the library
        </ButtonLink>
      }
    >
      <p>The address may be mistyped, or the link is old.</p>
    </Empty>
  );
}
