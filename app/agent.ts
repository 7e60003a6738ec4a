import type { Words } from "./texts/words.ts";

const BROWSERS: [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/^curl\//, "curl"],
];
const SYSTEMS: [RegExp, string][] = [
  [/\b(?:iPhone|iPad|iPod)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** A User-Agent in words that its owner knows it by: "Firefox on Linux". */
export function agentInWords({ t }: Words, agent: string): string {
  const browser = nameIn(BROWSERS, agent) ?? t("account.a-browser");
  const system = nameIn(SYSTEMS, agent);
  return system ? t("account.browser-on", { browser, system }) : browser;
}

function nameIn(known: readonly [RegExp, string][], agent: string): string | undefined {
  return known.find(([sign]) => sign.test(agent))?.[1];
}
