/** Something that the player can mend; its message is all that needs to be said. */
export class Failure extends Error {
  override name = "Failure";
}
