/**
 * Passwords of twelve and more characters that guessers try first. Most are two easy pieces set together or
 * one with a tail, so the rules below cover them by the thousand; the rest are listed as they are.
 */

/** Words that make a weak password when nothing but digits, signs or another of them is added. */
const PIECES = `
  password passwort contrasena motdepasse passphrase passw0rd pass secret admin administrator root user guest
  login welcome access letmein master monkey dragon shadow sunshine princess football baseball basketball
  soccer hockey superman batman spiderman starwars pokemon minecraft fortnite roblox warcraft zelda mario
  iloveyou loveyou iloveu love lovely forever trustno1 whatever computer internet samsung google facebook
  instagram twitter youtube linkedin apple android windows microsoft michael jennifer jessica charlie jordan
  daniel thomas robert ashley amanda nicole matthew andrew joshua summer winter spring autumn january february
  march april june july august september october november december monday tuesday wednesday thursday friday
  saturday sunday cookie cheese chocolate banana orange purple yellow silver golden diamond flower butterfly
  angel devil freedom liverpool arsenal chelsea barcelona manchester united madrid london paris newyork
  america england canada germany hello hallo bonjour hola test testing changeme default temp temporary
  terminusa terminus hunter gate game gamer player mmorpg online abc qwerty qwertz azerty asdfgh zxcvbn
  qazwsx the my is i you me one two three super mega ultra killer ninja pirate jesus family mother father
  baby blessed money business company office server database system network security qwer asdf zxcv correct
  horse battery staple
`
  .trim()
  .split(/\s+/)
  .sort((a, b) => b.length - a.length);

/** Runs along a keyboard or a counting row; a password that only walks these is no password. */
const ROWS = [
  "01234567890123456789",
  "09876543210987654321",
  "abcdefghijklmnopqrstuvwxyz",
  "zyxwvutsrqponmlkjihgfedcba",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
  "mnbvcxzlkjhgfdsapoiuytrewq",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "qazwsxedcrfvtgbyhnujmikolp",
  "zaqwsxedcrfvtgbyhnujmikolp",
  "zaqxswcdevfrbgtnhymjukilop",
  "1q2w3e4r5t6y7u8i9o0p",
  "q1w2e3r4t5y6u7i8o9p0",
  "a1b2c3d4e5f6g7h8i9j0",
  "147258369963852741",
];

/** What the rules don't catch: phrases, lyrics and famous examples, without their spaces. */
const LISTED = new Set(
  `
  tobeornottobe maytheforcebewithyou letthegamesbegin openthedoor opensesame correcthorsebatterystaple
  thequickbrownfox thequickbrownfoxjumps itsasecret dontforgetme rememberme nevergiveup neversaynever
  livelaughlove hakunamatata supercalifragilistic onceuponatime happybirthday merrychristmas
  youshallnotpass winteriscoming ilovemyfamily ilovemymother ilovemywife ilovemyhusband ilovemydog ilovemycat
  whatsmypassword idontknow idontremember nopassword nopasswords yourpassword mypassword thisismypassword
  thisisapassword thisispassword passwordispassword enteryourpassword pleaseletmein letmeinplease letmeinnow
  iamthebest iamthebatman iamironman lukeskywalker darthvader millenniumfalcon harrypotter hermionegranger
  lordoftherings gameofthrones callofduty counterstrike worldofwarcraft leagueoflegends finalfantasy
  grandtheftauto assassinscreed sololeveling shadowmonarch dungeonmaster manchesterunited realmadrid
  linkinpark ironmaiden michaeljackson metallicarules redhotchilipeppers
  jesuschrist jesusislord jesuslovesme godisgood godisgreat godblessyou praisethelord inshallah
  bismillah allahuakbar holyspirit trustinthelord
  administrador contrasenya senhasenha minhasenha parolaparola passwordwachtwoord geheimgeheim
  `
    .trim()
    .split(/\s+/),
);

const LEET: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};
/** Up to so many digits and signs around easy pieces add nothing that isn't tried: dates, 123, !!!. */
const EASY_REST = 8;
const LONGEST_REPEATED_UNIT = 6;

/** Whether guessers' first lists and rules find this password. */
export function isCommonPassword(password: string): boolean {
  const plain = password.toLowerCase().replace(/\s+/g, "");
  // The digits at the end count for themselves: P@ssw0rd123 is a word and 123.
  const tail = /[^a-z]*$/.exec(plain)![0];
  const word = plain.slice(0, plain.length - tail.length);
  const unleeted = Array.from(word, (character) => LEET[character] ?? character).join("") + tail;
  return (
    repeatsUnit(plain) ||
    walksRows(plain) ||
    [plain, unleeted].some((form) => isListed(form) || isPieces(form))
  );
}

function isListed(form: string): boolean {
  return LISTED.has(form) || LISTED.has(form.replace(/[^a-z]+$/, ""));
}

function repeatsUnit(plain: string): boolean {
  return new RegExp(`^(.{1,${LONGEST_REPEATED_UNIT}}?)\\1+.{0,2}$`, "su").test(plain);
}

/** Whether nearly all of it are steps along rows of three or more keys. */
function walksRows(plain: string): boolean {
  let rest = plain;
  while (rest.length > 2) {
    const step = longestStep(rest);
    if (step < 3) return false;
    rest = rest.slice(step);
  }
  return true;
}

function longestStep(text: string): number {
  for (let length = text.length; length >= 3; length--)
    if (ROWS.some((row) => row.includes(text.slice(0, length)))) return length;
  return 0;
}

/** Whether at most two easy pieces, once or more often, and a few digits or signs are all there is. */
function isPieces(form: string): boolean {
  const used = new Set<string>();
  let rest = form;
  for (const piece of PIECES)
    if (rest.includes(piece)) {
      used.add(piece);
      rest = rest.split(piece).join(" ");
    }
  const letters = rest.replace(/[^\p{L}]/gu, "");
  const others = rest.replace(/[\p{L}\s]/gu, "");
  if (used.size === 0) return false;
  const easyRest = others.length <= EASY_REST || walksRows(others) || repeatsUnit(others);
  return letters.length === 0 && used.size <= 2 && easyRest;
}
