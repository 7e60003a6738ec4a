// The words of the pages that Nginx shows by itself.

/** One page. `scene` is the narrator's, `system` the System's; all of it is text, not markup. */
export interface ErrorPage {
  status: number;
  title: string;
  scene: string;
  system: string;
  /** A command for the operator; the name that was asked for comes between its parts. */
  command?: { before: string; after: string };
  /** The page shows the operator's message instead of `scene` and `system`, where there is one. */
  maintenance?: boolean;
  /** Where the player goes next. */
  link?: { href: string; text: string };
}

const home = { href: "/", text: "Back to the entrance" };

/** All pages. `hosts` are the names set by the operator, as he would type them. */
export function errorPages(of: {
  hosts: string[];
  requestsPerSecond: number;
  bodyBytes: number;
}): ErrorPage[] {
  return [
    {
      status: 400,
      title: "Garbled",
      scene: "Something came through the speaker. None of it was words.",
      system: "The request can't be read. Reload the page; if it comes again, clear this site's cookies.",
      link: home,
    },
    {
      status: 404,
      title: "No such place",
      scene: "The corridor ends in brick. Someone has chalked a door on it.",
      system: "There is no page at this address. Check it, or start from the entrance.",
      link: home,
    },
    {
      status: 405,
      title: "Look, don't touch",
      scene: "The case is glass on all sides. It has no lid.",
      system: "This address can only be read.",
      link: home,
    },
    {
      status: 413,
      title: "Too much to carry",
      scene: "The scale by the door tips over and stays there.",
      system: `A request may carry ${bytes(of.bodyBytes)}. Send less at a time.`,
      link: home,
    },
    {
      status: 414,
      title: "Address too long",
      scene: "The clerk turns the card over, and over again. It goes on.",
      system: "The address is longer than 8 KiB. Start from the entrance.",
      link: home,
    },
    {
      status: 421,
      title: "Wrong door",
      scene: "The plate beside the bell carries another name.",
      system: "This server doesn't answer to the name you called it by. Its operator can add it:",
      command: { before: `./terminusa config set hosts '${of.hosts.join(",")},`, after: "'" },
    },
    {
      status: 429,
      title: "One at a time",
      scene: "The turnstile locks. Its counter keeps running for a moment.",
      system: `More than ${of.requestsPerSecond} requests a second, or too many at once, came from your address. Wait five seconds, then reload.`,
    },
    {
      status: 431,
      title: "Too many papers",
      scene: "The folder will not close around what you brought.",
      system: "The cookies or headers are too large. Clear this site's cookies, then reload.",
      link: home,
    },
    {
      status: 500,
      title: "A fault in the wall",
      scene: "Behind the panel a relay clicks, waits, clicks.",
      system:
        "The front server failed at this request. Reload; if it stays, give its operator the number below.",
      link: home,
    },
    {
      status: 502,
      title: "Nobody at the desk",
      scene: "The light behind the counter is on. The chair still turns a little.",
      system:
        "The game's server didn't answer. Reload in a few seconds. What it has confirmed to you is kept.",
    },
    {
      status: 503,
      title: "Closed for work",
      scene: "A chain across the entrance, a lamp behind it, somebody hammering.",
      system:
        "The gates are shut for maintenance. Your hunters stay as you left them. Try again in a minute.",
      maintenance: true,
    },
    {
      status: 504,
      title: "A long silence",
      scene: "The intercom hums. Whoever picked up has not spoken.",
      system:
        "The game's server took too long. Reload to see whether your last step counted before you repeat it.",
    },
  ];
}

function bytes(count: number): string {
  if (count % (1024 * 1024) === 0) return `${count / (1024 * 1024)} MiB`;
  return count % 1024 === 0 ? `${count / 1024} KiB` : `${count} bytes`;
}
