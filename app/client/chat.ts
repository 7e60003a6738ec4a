/** What was said, by where it was said: tabs of which each has a field to answer in. */
import { make } from "./element.ts";
import type { Spoken } from "./speech.ts";
import { t } from "./words.ts";

/** Lines kept for each tab. */
const MOST_LINES = 100;
const NEAR_END_PX = 24;

const TABS = ["all", "place", "global", "trade", "party", "guild", "whisper"] as const;
type Tab = (typeof TABS)[number];
/** The others appear when something was said there. */
const ALWAYS: readonly Tab[] = ["all", "place", "global"];
type Said = NonNullable<Spoken["chat"]>;

const nameOf = (tab: Tab) => t(`play-script.chat-${tab}`);
/** What stands before the words to say them there; `reply` answers the last who whispered. */
const COMMANDS: Record<Tab, string> = {
  all: "",
  place: "say",
  global: "global",
  trade: "barter",
  party: "psay",
  guild: "gsay",
  whisper: "reply",
};

/** The tab of a chat frame's room: docs/protocol.md names them. */
export function tabOf(room: string): Exclude<Tab, "all"> {
  if (room === "global" || room === "trade") return room;
  if (room.startsWith("party:")) return "party";
  if (room.startsWith("guild:")) return "guild";
  return room.startsWith("to:") ? "whisper" : "place";
}

export type ChatParts = {
  tabs: HTMLElement;
  list: HTMLElement;
  form: HTMLFormElement;
  input: HTMLInputElement;
};

/** Tabs by the pattern for them: one is in the order of Tab, the arrows choose. `onUnread` gets what wasn't seen. */
export function startChat(
  { tabs, list, form, input }: ChatParts,
  { onLine, onUnread }: { onLine: (line: string) => void; onUnread: (count: number) => void },
) {
  const said: Record<Tab, Said[]> = emptyTabs(() => []);
  const unread: Record<Tab, number> = emptyTabs(() => 0);
  let chosen: Tab = "all";
  const buttons = new Map(TABS.map((tab) => [tab, tabButton(tab, list.id)] as const));
  tabs.append(...buttons.values());

  const isSeen = () => list.offsetParent !== null;
  const show = () => {
    for (const [tab, button] of buttons) {
      const on = tab === chosen;
      button.hidden = !on && !ALWAYS.includes(tab) && said[tab].length === 0;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      button.textContent = unread[tab] > 0 && !on ? `${nameOf(tab)} (${unread[tab]})` : nameOf(tab);
    }
    list.setAttribute("aria-labelledby", `chat-${chosen}`);
    form.hidden = COMMANDS[chosen] === "";
    input.placeholder = t("play-script.say-something", { tab: nameOf(chosen) });
    input.setAttribute("aria-label", t("play-script.say-in", { tab: nameOf(chosen) }));
    onUnread(TABS.reduce((sum, tab) => sum + (tab === "all" ? 0 : unread[tab]), 0));
  };
  const choose = (tab: Tab) => {
    chosen = tab;
    unread[tab] = 0;
    list.replaceChildren(...said[tab].map((one) => sayingOf(one, tab)));
    list.scrollTop = list.scrollHeight;
    show();
  };
  const add = (one: Said, tab: Tab, isNew: boolean) => {
    said[tab].push(one);
    if (said[tab].length > MOST_LINES) said[tab].shift();
    if (tab !== chosen) unread[tab] += isNew ? 1 : 0;
    else append(list, sayingOf(one, tab));
  };

  for (const [tab, button] of buttons) button.addEventListener("click", () => choose(tab));
  tabs.addEventListener("keydown", (event) => {
    const open = TABS.filter((tab) => !buttons.get(tab)?.hidden);
    const next = nextTab(event.key, open, chosen);
    if (!next) return;
    event.preventDefault();
    choose(next);
    buttons.get(next)?.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = input.value.trim();
    if (words !== "") onLine(`${COMMANDS[chosen]} ${words}`);
    input.value = "";
  });
  choose("all");
  return {
    /** `isNew` is false for what a refreshed page remembers. */
    take({ chat }: Spoken, isNew: boolean) {
      if (!chat) return;
      const tab = tabOf(chat.room);
      add(chat, "all", false);
      // What the tab of everything shows is seen, if it is in sight.
      add(chat, tab, isNew && !(chosen === "all" && isSeen()));
      show();
    },
    /** The panel has come in sight: what the chosen tab holds is seen. */
    seen() {
      if (chosen === "all") for (const tab of TABS) unread[tab] = 0;
      list.scrollTop = list.scrollHeight;
      show();
    },
  };
}

function emptyTabs<T>(value: () => T): Record<Tab, T> {
  return Object.fromEntries(TABS.map((tab) => [tab, value()])) as Record<Tab, T>;
}

export function nextTab<T>(key: string, open: readonly T[], chosen: T): T | undefined {
  const at = open.indexOf(chosen);
  if (key === "ArrowRight") return open[(at + 1) % open.length];
  if (key === "ArrowLeft") return open[(at - 1 + open.length) % open.length];
  if (key === "Home") return open[0];
  return key === "End" ? open.at(-1) : undefined;
}

function tabButton(tab: Tab, controls: string): HTMLButtonElement {
  const button = make("button", { type: "button", id: `chat-${tab}`, className: "tab" });
  button.setAttribute("role", "tab");
  button.setAttribute("aria-controls", controls);
  return button;
}

function sayingOf({ room, from, text }: Said, tab: Tab): HTMLElement {
  const where = tab === "all" ? `${nameOf(tabOf(room))} · ` : "";
  return make("p", {}, [make("span", { className: "quiet", textContent: `${where}${from}` }), ` ${text}`]);
}

/** Follows the end unless the reader is further up. */
function append(list: HTMLElement, element: HTMLElement): void {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
  list.append(element);
  if (list.childElementCount > MOST_LINES) list.firstElementChild?.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}
