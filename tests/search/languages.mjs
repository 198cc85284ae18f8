/** French, Spanish and Arabic: what is typed, and the documents it must find, in order where it says. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { openHere } from "./data.mjs";

/** language -> query, addresses expected, options */
const ASKED = {
  fr: [
    ["puits", ["/fr/puits/"]],
    ["l'eau", ["/fr/puits/"]],
    ["l’eau potable", ["/fr/puits/"]],
    ["ecole", ["/fr/ecoles/"]],
    ["élèves réfugiées", ["/fr/ecoles/"]],
    ["eleve", ["/fr/ecoles/"]],
    ["coeur", ["/fr/ecoles/"]],
    ["mozambik", ["/fr/puits/"]],
    ['"droit à l\'école"', ["/fr/ecoles/"]],
    ['"école au droit"', []],
    ["Mozambico", ["/fr/puits/"]],
  ],
  es: [
    ["niño", ["/es/ninos/"]],
    ["ninos", ["/es/ninos/"]],
    ["educación", ["/es/ninos/"]],
    ["educaciones", ["/es/ninos/"]],
    ["cooperativas", ["/es/mujeres/"]],
    ["cooperativa del altiplano", ["/es/mujeres/"]],
    ['"mujeres del altiplano"', ["/es/mujeres/"]],
    ["altplano", ["/es/mujeres/"]],
    ["¿mujer?", ["/es/mujeres/"]],
  ],
  ar: [
    ["مدارس", ["/ar/madaris/"]],
    ["المدارس", ["/ar/madaris/"]],
    ["مدرسة", ["/ar/madaris/"]],
    ["مَدارِس", ["/ar/madaris/"]],
    ["مـــدارس", ["/ar/madaris/"]],
    ["الماء", ["/ar/ma/"]],
    ['"الماء النظيف"', ["/ar/ma/"]],
  ],
};

for (const [lang, asked] of Object.entries(ASKED)) {
  const engine = await openHere(lang);
  for (const [text, expected] of asked) {
    test(`${lang}: ${text}`, async () => {
      const { hits } = await engine.search(text);
      assert.deepEqual(hits.map(({ url }) => url), expected);
    });
  }
}
