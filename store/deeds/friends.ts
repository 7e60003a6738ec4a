/** Friends: asking, accepting, ending, and who is here. */
import { count } from "../../game/hunter/counters.ts";
import type { Hunter } from "../../game/hunter/hunter.ts";
import { rows } from "../../game/rows.ts";
import type { FriendDeed } from "../../game/social/deeds.ts";
import { acceptFriend, askFriend, endFriendship, friendship, friendsOf } from "../friends.ts";
import { hunterNamed } from "../names.ts";
import { type Locking, type Looking, type Queryable, refuse } from "./deed.ts";

type Of<Name extends FriendDeed["do"]> = Extract<FriendDeed, { do: Name }>;

const MOST_FRIENDS = 100;
const nobody = (name: string) => `Nobody is called "${name.slice(0, 20)}". who lists who is here.`;

async function other(db: Queryable, _actor: Hunter, { name }: { name: string }): Promise<string[]> {
  const found = await hunterNamed(db, name);
  return found ? [found.id] : [];
}

export const listFriends: Looking<Of<"friends">> = {
  async look({ db, actor, around }) {
    const all = await friendsOf(db, actor.id);
    const { names, complete } = around.online();
    const online = new Set(names);
    const friends = all.filter(({ accepted }) => accepted);
    const asked = all.filter((one) => !one.accepted && one.asked).map(({ name }) => name);
    const waiting = all.filter((one) => !one.accepted && !one.asked).map(({ name }) => name);
    const cells = friends.map(({ name, level }) => [
      name,
      `level ${level}`,
      online.has(name) ? "in the city" : complete ? "away" : "not known",
    ]);
    return {
      text: [
        friends.length > 0
          ? `[System] Friends: ${friends.length}.`
          : "[System] No friends yet. friends add <hunter>",
        ...rows(cells, actor.screenReader),
        ...(asked.length > 0 ? [`Ask you: ${asked.join(", ")}. friends add ${asked[0]?.toLowerCase()}`] : []),
        ...(waiting.length > 0 ? [`Asked by you: ${waiting.join(", ")}.`] : []),
      ].join("\n"),
    };
  },
};

export const befriend: Locking<Of<"befriend">> = {
  involves: other,
  async decide({ client, actor, hunters }, { name }) {
    const found = await hunterNamed(client, name);
    const friend = found && hunters.get(found.id);
    if (!friend) return refuse(nobody(name));
    if (friend.id === actor.id) return refuse("You get along with yourself already.");
    const known = await friendship(client, actor.id, friend.id);
    if (known?.accepted) return refuse(`${friend.name} is your friend already.`);
    if (known?.askedBy === actor.id) return refuse(`${friend.name} has not answered yet.`);
    if (known) {
      await acceptFriend(client, actor.id, friend.id);
      return {
        text: `[System] ${friend.name} and you are friends.`,
        hunters: [actor, friend].map((one) => count(one, ["friends", 1])),
        tells: [{ to: friend.id, text: `[System] ${actor.name} and you are friends.` }],
      };
    }
    if ((await friendsOf(client, actor.id)).length >= MOST_FRIENDS)
      return refuse(`${MOST_FRIENDS} friends and requests are the most.`);
    const ignored = friend.annals.ignored.includes(actor.name.toLowerCase());
    if (ignored) return refuse(`${friend.name} does not hear you.`);
    await askFriend(client, actor.id, friend.id);
    return {
      text: `[System] You ask ${friend.name} to be your friend.`,
      tells: [
        {
          to: friend.id,
          text: `[System] ${actor.name} asks to be your friend. friends add ${actor.name.toLowerCase()}`,
        },
      ],
    };
  },
};

export const unfriend: Locking<Of<"unfriend">> = {
  involves: other,
  async decide({ client, actor }, { name }) {
    const friend = await hunterNamed(client, name);
    const known = friend && (await friendship(client, actor.id, friend.id));
    if (!friend || !known) return refuse(`There is no friendship with "${name.slice(0, 20)}". friends`);
    await endFriendship(client, actor.id, friend.id);
    // Whoever is left learns it from their list: it is nobody's news.
    return { text: `[System] ${friend.name} is off your list.` };
  },
};
