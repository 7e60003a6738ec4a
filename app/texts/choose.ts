import type { Request, RequestHandler, Response } from "express";
import type { Texts } from "./texts.ts";
import type { Words } from "./words.ts";

declare global {
  namespace Express {
    interface Locals {
      /** In the language of whoever asks; set for every request. */
      words: Words;
    }
  }
}

/** Chooses by Accept-Language among the languages that there are; English where none fits. */
export function chooseLanguage(texts: Texts): RequestHandler {
  const { languages, english } = texts;
  if (languages.length === 1)
    return (_request, response, next) => {
      response.locals.words = english;
      next();
    };
  return (request: Request, response: Response, next) => {
    response.vary("Accept-Language");
    response.locals.words = texts.in(request.acceptsLanguages([...languages]) || "en");
    next();
  };
}
