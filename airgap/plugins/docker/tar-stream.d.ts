declare module "tar-stream" {
  import type { Readable } from "node:stream";

  interface Header {
    name: string;
    type?: "file" | "directory" | "symlink";
    linkname?: string;
    mode?: number;
    mtime?: Date;
    uid?: number;
    gid?: number;
    size?: number;
  }
  interface Pack extends Readable {
    entry(
      header: Header,
      content?: Buffer | string,
      done?: (error?: Error | null) => void,
    ): NodeJS.WritableStream;
    finalize(): void;
  }
  const tar: { pack(): Pack };
  export default tar;
}
