/** The page where the game is played: wires its parts to the client session that all clients share. */
import { type Link, startLink } from "../../game/client-link.ts";
import { type ClientEffect, ClientSession } from "../../game/client-session.ts";
import { JSON_SUBPROTOCOL } from "../../game/protocol.ts";
import { startChat } from "./chat.ts";
import { chipRow } from "./chips.ts";
import { commandLine } from "./command-line.ts";
import { find } from "./element.ts";
import { startLog } from "./log.ts";
import { loadMemory, saveMemory } from "./memory.ts";
import { panelSheet } from "./panel-sheet.ts";
import { startPanels } from "./panels.ts";
import { loadSettings, type Settings } from "./settings.ts";
import { settingsDialog } from "./settings-dialog.ts";
import { startSounds } from "./sound.ts";
import { type Spoken, spokenFrom } from "./speech.ts";
import { startStatus } from "./status.ts";
import { openView } from "./view.ts";

export async function startPage(page: Document): Promise<void> {
  const script = find<HTMLScriptElement>(page, "play-script");
  const { player = "", version } = script.dataset;
  const { resume, spoken, room } = loadMemory(player);
  let settings: Settings = loadSettings(localStorage);
  const input = find<HTMLInputElement>(page, "line");

  const sounds = startSounds(() => settings.sound);
  const log = startLog(find(page, "log"));
  const sheet = panelSheet(page, { onChat: () => chat.seen() });
  const chat = startChat(chatParts(page), {
    onLine: (line) => send(line),
    onUnread: (count) => sheet.unread(count),
  });
  const dialog = settingsDialog(page, settings, {
    onChange(next) {
      settings = next;
      sheet.set(settings);
      view.look(settings);
    },
    onSample: () => sounds.play("call"),
  });
  sheet.set(settings);

  const view = await openView(page, script, settings, {
    log,
    onKey: () => input.focus(),
    onCommand: (line) => fill(input, line),
    isCommand: (word) => session.complete(word).candidates.includes(word),
  });
  for (const words of spoken) {
    view.say(words);
    chat.take(words, false);
  }
  const session = new ClientSession({
    client: `web/${version}`,
    ...view.size(),
    screenReader: settings.plainText,
    panels: true,
    random: Math.random,
    ...(resume && { resume }),
  });
  session.room = room;
  const keep = () => saveMemory(player, { resume: session.resume(), spoken, room: session.room });
  const isOwn = ({ chat: said }: Spoken) => said?.from.split(" ")[0] === player;
  const tell = (words: Spoken) => {
    spoken.push(words);
    view.say(words);
    chat.take(words, !isOwn(words));
  };

  let closeCode = 0;
  let heardAt = Date.now();
  const status = startStatus(page, {
    session,
    closeCode: () => closeCode,
    heardAt: () => heardAt,
    onAgain: () => link.run(session.again()),
    onNow: () => link.hurry(),
    tell: (text) => tell({ from: "system", text }),
  });
  const panels = startPanels(find(page, "panels"), (line) => send(line));
  const chips = chipRow(find(page, "chips"), (line) => send(line));
  const onEffect = (effect: ClientEffect) => {
    if (effect.do === "panels") {
      panels.show(effect.panels);
      chips.take(effect.panels);
      sounds.take(effect.panels);
    }
    if (effect.do === "show") {
      const words = spokenFrom(effect, player);
      tell(words);
      if (words.chat && !isOwn(words)) sounds.heard(words.chat.room);
    }
    status.effect(effect);
    const isPlaying = session.state === "playing";
    chips.show(isPlaying ? session.room : null);
    panels.showRoom(session.room);
    keep();
  };
  const open = () => {
    const socket = new WebSocket(`wss://${location.host}/ws`, JSON_SUBPROTOCOL);
    socket.addEventListener("close", ({ code }) => {
      closeCode = code;
    });
    socket.addEventListener("message", () => {
      heardAt = Date.now();
    });
    return socket;
  };
  const link: Link = startLink({ session, open, onEffect });

  const send = (line: string) => {
    tell({ from: "player", text: line });
    sheet.close();
    link.run(session.typed(line));
    keep();
  };
  commandLine(find(page, "command"), input, {
    onLine: send,
    complete: (line) => session.complete(line),
    onCandidates: (words) => view.note(words.join("  ")),
    onScroll: (pages) => view.scroll(pages),
  });
  view.onSize((size) => link.run(session.resized(size.cols, size.rows)));
  addEventListener("online", () => link.hurry());
  page.addEventListener("visibilitychange", () => page.visibilityState === "visible" && link.hurry());
  dialog.ready();
}

/** A clicked command waits on the command line: only the player sends it. */
function fill(input: HTMLInputElement, line: string): void {
  input.value = line;
  // A phone's keyboard would hide the words that were just read.
  if (matchMedia("(pointer: fine)").matches) input.focus();
}

const chatParts = (page: Document) => ({
  tabs: find(page, "chat-tabs"),
  list: find(page, "chat-list"),
  form: find<HTMLFormElement>(page, "chat-form"),
  input: find<HTMLInputElement>(page, "chat-line"),
});
