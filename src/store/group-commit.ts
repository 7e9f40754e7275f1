interface GroupCommitOptions<Item> {
  /** Makes all items durable in one commit, or none of them. */
  readonly commit: (items: readonly Item[]) => Promise<void>;
  /** Runs after each commit that succeeded, when its callers know; must not reject. */
  readonly afterCommit: () => Promise<void>;
}

export interface GroupCommit<Item> {
  /** Resolves when the item is committed. @throws what the commit threw, to every caller of the group */
  add(item: Item): Promise<void>;
  /** Resolves when nothing is waiting and nothing runs any more. */
  idle(): Promise<void>;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** One commit at a time: items that come while it runs wait and go together into the next one. */
export function createGroupCommit<Item>({
  commit,
  afterCommit,
}: GroupCommitOptions<Item>): GroupCommit<Item> {
  let waiting: Waiting<Item>[] = [];
  let running: Promise<void> | undefined;

  const commitGroup = async (group: readonly Waiting<Item>[]): Promise<void> => {
    try {
      await commit(group.map(({ item }) => item));
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
    await afterCommit();
  };
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await commitGroup(group);
    }
    running = undefined;
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        running ??= run();
      }),
    async idle() {
      await running;
    },
  };
}
